import type { ReactNode } from 'react';
import styles from './Facts.module.css';

/** Names and values, one under the other; a value of undefined leaves its name out. */
export function Facts(props: {
  facts: ReadonlyArray<{ name: string; value: ReactNode }>;
}) {
  return (
    <dl className={styles.list}>
      {props.facts
        .filter(({ value }) => value !== undefined)
        .map(({ name, value }) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Values of one fact, a line each. */
export function Lines({ lines }: { lines: readonly ReactNode[] }) {
  return (
    <ul className={styles.lines}>
      {lines.map((line, index) => (
        // Lines have no identity of their own; their order is that of the facts.
        // eslint-disable-next-line react/no-array-index-key
        <li key={index}>{line}</li>
      ))}
    </ul>
  );
}
