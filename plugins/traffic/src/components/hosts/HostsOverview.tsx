import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button, Select, Text } from '@backstage/ui';
import type { HostList } from '@portolan/plugin-traffic-common';
import { compareText } from '../../model/compareText';
import {
  matchesHost,
  NOBODY,
  parseHostFilter,
  writeHostFilter,
  type HostFilter,
} from '../../model/hostFilter';
import { hostsCsv } from '../../model/hostsCsv';
import { useTrafficText } from '../../translation/useTrafficText';
import { FreshnessStrip } from '../freshness/FreshnessStrip';
import { EmptyNotice } from '../states/EmptyNotice';
import { IncompleteNotice } from '../states/IncompleteNotice';
import { TrafficPanel } from '../tab/TrafficPanel';
import { HostsTable } from './HostsTable';
import { saveText } from './saveText';
import styles from './HostsPage.module.css';

const ALL = 'all';

/** The hosts that fit the reader's choice, with how much of the clusters they rest on. */
export function HostsOverview({ list }: { list: HostList }) {
  const t = useTrafficText();
  const [query, setQuery] = useSearchParams();
  const filter = useMemo(() => parseHostFilter(query), [query]);
  const choose = (next: HostFilter) =>
    setQuery(current => writeHostFilter(current, next), { replace: true });
  const { hosts, clusters } = list;
  const shown = useMemo(
    () => hosts.filter(row => matchesHost(filter, row)),
    [hosts, filter],
  );
  const owners = useMemo(
    () => [...new Set(hosts.flatMap(row => row.owners))].sort(compareText),
    [hosts],
  );
  const everything = { value: ALL, label: t('hosts.all') };
  return (
    <>
      <FreshnessStrip clusters={clusters} />
      <TrafficPanel
        title={t('hosts.title')}
        note={
          <Text variant="body-small">
            {t('hosts.summary', {
              total: String(hosts.length),
              unowned: String(
                hosts.filter(({ unowned }) => unowned !== null).length,
              ),
            })}
          </Text>
        }
      >
        <IncompleteNotice clusters={clusters} question="ways-in" />
        <div
          className={styles.filters}
          role="group"
          aria-label={t('hosts.filters')}
        >
          <Select
            label={t('hosts.owner')}
            size="small"
            options={[
              everything,
              { value: NOBODY, label: t('hosts.nobody') },
              ...owners.map(ref => ({ value: ref, label: ref })),
            ]}
            value={filter.owner ?? ALL}
            onChange={key =>
              choose({
                ...filter,
                owner: key === ALL ? undefined : String(key),
              })
            }
          />
          <Select
            label={t('hosts.cluster')}
            size="small"
            options={[
              everything,
              ...clusters.map(({ name }) => ({
                value: name,
                label: name,
              })),
            ]}
            value={filter.cluster ?? ALL}
            onChange={key =>
              choose({
                ...filter,
                cluster: key === ALL ? undefined : String(key),
              })
            }
          />
          <Button
            size="small"
            variant="secondary"
            isDisabled={shown.length === 0}
            onPress={() => saveText('hosts.csv', hostsCsv(shown))}
          >
            {t('hosts.export')}
          </Button>
        </div>
        {shown.length > 0 && <HostsTable rows={shown} />}
        {shown.length === 0 && hosts.length > 0 && (
          <EmptyNotice title={t('summary.noMatch')} />
        )}
        {hosts.length === 0 && (
          <EmptyNotice
            title={t('hosts.empty.title')}
            description={t('hosts.empty.description')}
          />
        )}
      </TrafficPanel>
    </>
  );
}
