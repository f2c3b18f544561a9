import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { Dependency } from '@portolan/plugin-traffic-common';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { renderDestination, renderPort } from './renderDependency';
import styles from './DestinationCell.module.css';

/** What is called, at which port, and the catalog entities that own it. */
export function DestinationCell({ dependency }: { dependency: Dependency }) {
  const t = useTrafficText();
  const { destination, destinationGroup } = dependency;
  const owners = dependency.destinationEntities.filter(
    entityRef =>
      destination.kind !== 'entity' || destination.entityRef !== entityRef,
  );
  return (
    <>
      <div className={styles.name}>
        {destination.kind === 'entity' ? (
          <EntityRefLink entityRef={destination.entityRef} />
        ) : (
          <BreakableText text={renderDestination(t, destination)} />
        )}
      </div>
      <div className={styles.line}>{renderPort(t, dependency)}</div>
      {owners.length > 0 && (
        <div className={styles.line}>
          {t('waysOut.ownedBy')}{' '}
          {owners.map((entityRef, index) => (
            <span key={entityRef}>
              {index > 0 && ', '}
              <EntityRefLink entityRef={entityRef} />
            </span>
          ))}
        </div>
      )}
      {destinationGroup &&
        destination.kind === 'host' &&
        destinationGroup !== destination.host && (
          <div className={styles.line}>
            {t('waysOut.groupLine', { domain: destinationGroup })}
          </div>
        )}
    </>
  );
}
