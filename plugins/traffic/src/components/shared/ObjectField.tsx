import type { Provenance } from '@portolan/plugin-traffic-common';
import { renderRef } from '../../model/describeRef';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from './BreakableText';
import styles from './ObjectField.module.css';

/** Where something is written: `HTTPRoute shop/cart › spec.rules[0]`. */
export function ObjectField({
  at,
}: {
  at: Pick<Provenance, 'object' | 'path'>;
}) {
  const t = useTrafficText();
  const object = renderRef(at.object);
  return (
    <span className={styles.root}>
      <BreakableText
        text={at.path ? t('details.field', { object, path: at.path }) : object}
      />
    </span>
  );
}
