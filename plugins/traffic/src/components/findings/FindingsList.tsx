import { useState } from 'react';
import { Button, Link, Text } from '@backstage/ui';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { renderRef } from '../../model/describeRef';
import type { FindingGroup } from '../../model/groupFindings';
import { useTrafficText } from '../../translation/useTrafficText';
import { ClusterTags } from '../shared/ClusterTags';
import { Facts } from '../shared/Facts';
import { ObjectField } from '../shared/ObjectField';
import { SeverityWord } from '../shared/StatusWord';
import { renderFinding } from './renderFinding';
import styles from './FindingsList.module.css';

const FIRST_SHOWN = 20;

/** What is wrong, once per cause: severity, sentence, where, how to fix, and its page. */
export function FindingsList({ groups }: { groups: readonly FindingGroup[] }) {
  const t = useTrafficText();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? groups : groups.slice(0, FIRST_SHOWN);
  const hidden = groups.length - shown.length;
  return (
    <>
      <ul className={styles.list} aria-label={t('panel.findings')}>
        {shown.map(group => (
          <li key={group.id} className={styles.item}>
            <FindingItem group={group} />
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button variant="secondary" onPress={() => setShowsAll(true)}>
          {t('action.showMore', { number: String(hidden) })}
        </Button>
      )}
    </>
  );
}

function FindingItem({ group }: { group: FindingGroup }) {
  const t = useTrafficText();
  const { finding, clusters } = group;
  const { message, fix } = renderFinding(t, finding);
  return (
    <>
      <div>
        <SeverityWord severity={finding.severity} />
        <div>
          <FindingCode code={finding.code} />
        </div>
      </div>
      <div className={styles.body}>
        <Text as="p" variant="body-medium" weight="bold">
          {message}
        </Text>
        {finding.controllerDisagrees && (
          <Text as="p" variant="body-medium">
            {t('findings.controllerDisagrees')}
          </Text>
        )}
        <Facts
          facts={[
            {
              name: t('findings.where'),
              value: (
                <>
                  <ObjectField at={finding.at} />
                  <ClusterTags clusters={clusters} />
                </>
              ),
            },
            { name: t('findings.fix'), value: fix || undefined },
            {
              name: t('findings.related'),
              value:
                finding.related.length > 0
                  ? finding.related.map(renderRef).join(', ')
                  : undefined,
            },
          ]}
        />
      </div>
    </>
  );
}

function FindingCode({ code }: { code: string }) {
  const t = useTrafficText();
  const docsUrl = useApi(configApiRef).getOptionalString(
    'traffic.findingsDocsUrl',
  );
  return docsUrl ? (
    <Link
      className={styles.code}
      href={`${docsUrl.replace(/\/$/, '')}/${code}`}
      aria-label={t('findings.page', { code })}
    >
      {code}
    </Link>
  ) : (
    <span className={styles.code}>{code}</span>
  );
}
