import type { MapLayout } from '../../model/map/layoutMap';
import type { BrokenLink } from '../../model/map/TrafficMap';
import { useTrafficText } from '../../translation/useTrafficText';
import { renderShares } from './describeNode';
import styles from './TrafficMapPanel.module.css';

const MARK = 5;
/** Shares stand before the node they lead to, where links have parted. */
const SHARE_OFFSET = 4;

/** The links of the map; each node says the same in words, so these are for the eye only. */
export function MapLinks({ layout }: { layout: MapLayout }) {
  const t = useTrafficText();
  return (
    <svg
      aria-hidden
      className={styles.links}
      width={layout.width}
      height={layout.height}
    >
      {layout.links.map(({ edge, path, middle: { x, y }, end }) => {
        const share = renderShares(t, edge);
        const isBroken = edge.broken && edge.broken !== 'unknown';
        return (
          <g key={`${edge.from} ${edge.to}`}>
            <path
              d={path}
              className={`${styles.link} ${lookOf(edge.broken)}`}
            />
            {isBroken && (
              <path
                className={styles.mark}
                d={`M ${x - MARK} ${y - MARK} l ${2 * MARK} ${2 * MARK} m ${
                  -2 * MARK
                } 0 l ${2 * MARK} ${-2 * MARK}`}
              />
            )}
            {share && (
              <text
                x={end.x - SHARE_OFFSET}
                y={end.y - MARK}
                className={styles.share}
              >
                {share}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** The class of a link or a node: sound, in doubt, or broken. */
export function lookOf(trouble: BrokenLink | undefined): string {
  if (!trouble) {
    return '';
  }
  return trouble === 'unknown' ? styles.doubtful : styles.broken;
}
