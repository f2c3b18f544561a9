import type { RouteEffect } from '@portolan/plugin-traffic-common';
import { z } from 'zod/v3';
import { useFieldText } from '../translation/useFieldText';
import styles from './form.module.css';

const nameSchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
});

/** The objects as YAML, each a region that can be scrolled with the keyboard. */
export function ManifestList(props: { manifests: RouteEffect['manifests'] }) {
  const t = useFieldText();
  return (
    <>
      {props.manifests.map(({ object, yaml }) => {
        const { kind, metadata } = nameSchema.parse(object);
        const label = t('effect.manifest', { kind, name: metadata.name });
        return (
          <pre
            key={label}
            className={styles.manifest}
            // A region that scrolls must be in the order of Tab (WCAG 2.1.1).
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            aria-label={label}
            role="region"
          >
            {yaml}
          </pre>
        );
      })}
    </>
  );
}
