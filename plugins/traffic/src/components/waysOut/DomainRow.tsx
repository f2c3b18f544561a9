import { Button } from '@backstage/ui';
import type { DependencyRow } from '../../model/foldByDomain';
import { PERMISSIONS } from '../../model/groupDependencies';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { ClusterTags } from '../shared/ClusterTags';
import { PermissionWord } from '../shared/StatusWord';
import styles from './DestinationCell.module.css';

type Row = Extract<DependencyRow, { kind: 'domain' }>;

/** The domain that several destinations are part of, and how many. */
export function DomainCell({ row }: { row: Row }) {
  const t = useTrafficText();
  return (
    <>
      <div className={styles.name}>
        <BreakableText text={row.domain} />
      </div>
      <div className={styles.line}>
        {t('waysOut.domain.count', { count: row.groups.length })}
      </div>
      <ClusterTags
        clusters={row.groups
          .flatMap(({ dependencies }) => dependencies)
          .map(({ cluster }) => cluster)}
      />
    </>
  );
}

/** How many destinations of a domain are permitted, denied or not known. */
export function DomainPermissions({ row }: { row: Row }) {
  const t = useTrafficText();
  return (
    <>
      <PermissionWord permission={row.permission} />
      {PERMISSIONS.map(each => ({
        each,
        number: row.groups.filter(({ permission }) => permission === each)
          .length,
      }))
        .filter(({ number }) => number > 0)
        .map(({ each, number }) => (
          <div key={each} className={styles.line}>
            {t('waysOut.domain.answer', {
              answer: t(`permitted.${each}`),
              number: String(number),
            })}
          </div>
        ))}
    </>
  );
}

/** Shows the destinations of a domain one by one, and folds them again. */
export function DomainToggle(props: {
  row: Row;
  onToggle: (domain: string) => void;
}) {
  const { row, onToggle } = props;
  const { domain, isOpen } = row;
  const t = useTrafficText();
  return (
    <Button
      size="small"
      variant="secondary"
      aria-expanded={isOpen}
      aria-label={
        isOpen
          ? t('waysOut.domain.hideOf', { domain })
          : t('waysOut.domain.showOf', { domain })
      }
      onPress={() => onToggle(domain)}
    >
      {isOpen ? t('waysOut.domain.hide') : t('waysOut.domain.show')}
    </Button>
  );
}
