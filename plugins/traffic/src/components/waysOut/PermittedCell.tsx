import type { Dependency } from '@portolan/plugin-traffic-common';
import {
  useTrafficText,
  type TrafficText,
} from '../../translation/useTrafficText';
import { ObjectField } from '../shared/ObjectField';
import { PermissionWord } from '../shared/StatusWord';
import { findDecidingLayer, renderLayer } from './renderDependency';
import styles from './DestinationCell.module.css';

/** Whether a dependency is permitted, by which layer, and the rule that decides. */
export function PermittedCell({ dependency }: { dependency: Dependency }) {
  const t = useTrafficText();
  const deciding = findDecidingLayer(dependency);
  const rule = deciding?.rules[0];
  return (
    <>
      <PermissionWord permission={dependency.permitted.verdict} />
      {deciding && (
        <div className={styles.line}>{renderLayer(t, deciding)}</div>
      )}
      {dependency.permitted.layers.length === 0 && (
        <div className={styles.line}>{t('layer.none')}</div>
      )}
      {rule && (
        <div className={styles.line}>
          <ObjectField at={rule} />
        </div>
      )}
    </>
  );
}

/** Equal for dependencies whose permission reads the same. */
export function permittedKey(t: TrafficText, dependency: Dependency): string {
  const deciding = findDecidingLayer(dependency);
  const rule = deciding?.rules[0];
  return JSON.stringify([
    dependency.permitted.verdict,
    deciding && renderLayer(t, deciding),
    rule && [rule.object.namespace, rule.object.name, rule.path],
  ]);
}
