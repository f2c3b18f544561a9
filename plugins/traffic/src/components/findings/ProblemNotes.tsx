import { useState } from 'react';
import { Button, Text } from '@backstage/ui';
import type { ObjectProblem } from '@portolan/plugin-traffic-common';
import { refKeyAcrossClusters } from '../../model/describeRef';
import { useTrafficText } from '../../translation/useTrafficText';
import { ClusterTags } from '../shared/ClusterTags';
import { ObjectField } from '../shared/ObjectField';
import { SeverityWord } from '../shared/StatusWord';
import styles from './FindingsList.module.css';

const FIRST_SHOWN = 20;

/** What could not be read, or is not interpreted, of the objects behind the facts: folded, since most of it is harmless. */
export function ProblemNotes({
  problems,
}: {
  problems: readonly ObjectProblem[];
}) {
  const t = useTrafficText();
  const [showsAll, setShowsAll] = useState(false);
  if (problems.length === 0) {
    return null;
  }
  const shown = showsAll ? problems : problems.slice(0, FIRST_SHOWN);
  const hidden = problems.length - shown.length;
  return (
    <details>
      <summary>{t('findings.notRead', { count: problems.length })}</summary>
      <ul className={styles.list}>
        {shown.map(problem => (
          <li key={keyOf(problem)} className={styles.item}>
            <div>
              <SeverityWord severity={problem.severity} />
            </div>
            <div className={styles.body}>
              <Text as="p" variant="body-medium">
                {problem.severity === 'info'
                  ? problem.message
                  : t('findings.problem', { message: problem.message })}
              </Text>
              <div>
                <ObjectField at={problem} />
                <ClusterTags clusters={[problem.object.cluster]} />
              </div>
            </div>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button variant="secondary" onPress={() => setShowsAll(true)}>
          {t('action.showMore', { number: String(hidden) })}
        </Button>
      )}
    </details>
  );
}

function keyOf({ object, path, message }: ObjectProblem): string {
  return [object.cluster, refKeyAcrossClusters(object), path, message].join(
    ' ',
  );
}
