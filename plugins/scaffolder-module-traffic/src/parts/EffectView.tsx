import { useId, type ReactNode } from 'react';
import { Alert, Checkbox, Text } from '@backstage/ui';
import type { RouteEffect } from '@portolan/plugin-traffic-common';
import { useFieldText } from '../translation/useFieldText';
import { describeConflict } from './Availability';
import { ManifestList } from './ManifestList';
import styles from './form.module.css';

/** What would be different if the route were applied now, before anything happens. */
export function EffectView(props: {
  effect: RouteEffect;
  includesGrants: boolean;
  onIncludeGrants: (include: boolean) => void;
}) {
  const { effect, includesGrants, onIncludeGrants } = props;
  const { routes, findings, refusals } = effect;
  const t = useFieldText();
  const changes = [
    ...routes.created.map(({ url }) => t('effect.created', { url })),
    ...routes.changed.map(({ url }) => t('effect.changed', { url })),
    ...routes.removed.map(({ url }) => t('effect.removed', { url })),
  ];
  const conflicts = effect.conflicts.map(conflict =>
    describeConflict(t, conflict),
  );
  const found = [
    ...findings.introduced.map(({ code, message }) =>
      t('effect.introduced', { code, message }),
    ),
    ...findings.fixed.map(({ code, message }) =>
      t('effect.fixed', { code, message }),
    ),
  ];
  return (
    <>
      {refusals.length > 0 && (
        <Alert
          status="danger"
          icon
          title={t('effect.refused')}
          description={
            <Sentences
              of={refusals.map(({ path, message }) =>
                t('availability.refusal', { path, message }),
              )}
            />
          }
        />
      )}
      <Part title={t('effect.urls')}>
        <Sentences of={changes} otherwise={t('effect.noUrl')} />
      </Part>
      <Part title={t('effect.conflicts')}>
        <Sentences of={conflicts} otherwise={t('effect.noConflict')} />
      </Part>
      <Part title={t('effect.findings')}>
        <Sentences of={found} otherwise={t('effect.noChange')} />
        <span className={styles.note}>
          {t('effect.unchanged', { count: findings.unchanged })}
        </span>
      </Part>
      <Part title={t('effect.grants')}>
        <Sentences
          of={effect.neededGrants.map(({ namespace, service, included }) =>
            t(included ? 'effect.grantIncluded' : 'effect.grantNeeded', {
              replace: { namespace, service },
            }),
          )}
          otherwise={t('effect.noGrant')}
        />
        {effect.neededGrants.length > 0 && (
          <Checkbox isSelected={includesGrants} onChange={onIncludeGrants}>
            {t('effect.includeGrants')}
          </Checkbox>
        )}
      </Part>
      {(effect.unknown.length > 0 || effect.hidden > 0) && (
        <Part title={t('effect.unknown')}>
          <Sentences
            of={[
              ...effect.unknown.map(({ cluster, kinds }) =>
                t('effect.unknownCluster', {
                  cluster,
                  kinds: kinds.map(({ kind }) => kind).join(', '),
                }),
              ),
              ...(effect.hidden > 0
                ? [t('effect.hidden', { count: effect.hidden })]
                : []),
            ]}
          />
        </Part>
      )}
      <Part title={t('effect.manifests')}>
        <ManifestList manifests={effect.manifests} />
      </Part>
    </>
  );
}

function Part(props: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.group}>
      <Text id={id} as="h3" variant="title-x-small" weight="bold">
        {props.title}
      </Text>
      {props.children}
    </section>
  );
}

function Sentences(props: { of: readonly string[]; otherwise?: string }) {
  const sentences = [...new Set(props.of)];
  return sentences.length === 0 ? (
    <span>{props.otherwise}</span>
  ) : (
    <ul className={styles.list}>
      {sentences.map(sentence => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
