import { Button } from '@backstage/ui';
import { RiLoopLeftLine } from '@remixicon/react';
import type { Dependency } from '@portolan/plugin-traffic-common';
import type { RouteGroup } from '../../model/groupRoutes';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import note from '../shared/DifferenceNote.module.css';
import styles from './HairpinNote.module.css';

/** Calls out that a dependency leaves only to come in again through our own public URL, and opens that URL's details. */
export function HairpinNote(props: {
  dependencies: readonly Dependency[];
  routes: readonly RouteGroup[];
  onOpenRoute: (group: RouteGroup) => void;
}) {
  const { dependencies, routes, onOpenRoute } = props;
  const t = useTrafficText();
  const ids = new Set(dependencies.flatMap(({ hairpin = [] }) => hairpin));
  if (ids.size === 0) {
    return null;
  }
  const ours = routes.filter(group =>
    group.routes.some(({ id }) => ids.has(id)),
  );
  return (
    <div className={note.root}>
      <RiLoopLeftLine aria-hidden />
      <div>
        {t('waysOut.hairpin')}
        {ours.length === 0 && <div>{t('waysOut.hairpinElsewhere')}</div>}
        {ours.map(group => (
          <div key={group.id}>
            <Button
              size="small"
              variant="secondary"
              className={styles.route}
              onPress={() => onOpenRoute(group)}
            >
              <BreakableText text={group.url} />
            </Button>
          </div>
        ))}
      </div>
    </div>
  );
}
