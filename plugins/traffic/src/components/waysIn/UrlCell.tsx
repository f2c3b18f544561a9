import { Badge, Link } from '@backstage/ui';
import type { RouteGroup } from '../../model/groupRoutes';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { ClusterTags } from '../shared/ClusterTags';
import { CopyButton } from '../shared/CopyButton';
import { DifferenceNote } from '../shared/DifferenceNote';
import { renderConditionsOfMatch } from './renderRoute';
import styles from './UrlCell.module.css';

/** A URL with what a request must carry, the clusters that have it and in what they differ. */
export function UrlCell({ group }: { group: RouteGroup }) {
  const t = useTrafficText();
  const conditions = renderConditionsOfMatch(t, group.routes[0].match);
  return (
    <>
      <UrlText group={group} />
      <div className={styles.tags}>
        {conditions.map(condition => (
          <Badge key={condition} size="small" className={styles.match}>
            {condition}
          </Badge>
        ))}
        <ClusterTags clusters={group.routes.map(({ cluster }) => cluster)} />
      </div>
      {group.differences.length > 0 && (
        <DifferenceNote
          sentence={t('waysIn.differs', {
            facets: group.differences
              .map(facet => t(`waysIn.facet.${facet}`))
              .join(', '),
          })}
        />
      )}
    </>
  );
}

/** The URL itself: to be copied, and a link only where it can be opened as it is. */
export function UrlText({ group }: { group: RouteGroup }) {
  const { url, routes } = group;
  const { isConcreteUrl, scheme } = routes[0];
  const isLink = isConcreteUrl && (scheme === 'http' || scheme === 'https');
  return (
    <div className={styles.url}>
      <span className={styles.text}>
        {isLink ? (
          <Link
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            weight="bold"
          >
            <BreakableText text={url} />
          </Link>
        ) : (
          <BreakableText text={url} />
        )}
      </span>
      <CopyButton text={url} />
    </div>
  );
}
