import { Radio, RadioGroup } from '@backstage/ui';
import type { ListenerOption, Place, RouteValue } from '../model/routeValue';
import { useFieldText, type FieldText } from '../translation/useFieldText';
import styles from './form.module.css';

/** The listeners that would take a route from the namespace; the others stand below with the reason why not. */
export function ListenerField(props: {
  place: Place;
  gateway: RouteValue['gateway'];
  onChange: (listener: ListenerOption) => void;
}) {
  const { place, gateway, onChange } = props;
  const t = useFieldText();
  const listeners = [...place.listeners].sort(
    (a, b) => Number(a.accepts === 'no') - Number(b.accepts === 'no'),
  );
  if (listeners.length === 0) {
    return <p role="status">{t('route.noListener')}</p>;
  }
  return (
    <RadioGroup
      label={t('route.listener')}
      isRequired
      value={keyOfGateway(gateway)}
      onChange={key => {
        const chosen = listeners.find(option => keyOf(option) === key);
        if (chosen) {
          onChange(chosen);
        }
      }}
    >
      {listeners.map(option => (
        <Radio
          key={keyOf(option)}
          value={keyOf(option)}
          isDisabled={option.accepts === 'no'}
        >
          <span className={styles.option}>
            <span>
              {t('route.listenerOption', {
                gateway: `${option.gateway.namespace}/${option.gateway.name}`,
                listener: option.listener,
              })}
            </span>
            <span className={styles.note}>
              {t('route.listenerServes', {
                protocol: option.protocol,
                port: String(option.port),
                host: option.hostname ?? t('route.anyHost'),
              })}
            </span>
            {option.accepts !== 'yes' && (
              <span className={styles.note}>
                {describeReason(t, option, place.namespace)}
              </span>
            )}
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}

/** The reasons of the Gateway API that a translation has a sentence for. */
const KNOWN_REASONS = [
  'NotAllowedByListeners',
  'NoMatchingListenerHostname',
] as const;

function describeReason(
  t: FieldText,
  { accepts, reason }: ListenerOption,
  namespace: string,
): string {
  if (accepts === 'unknown') {
    return t('route.listenerUnknown', { namespace });
  }
  const known = KNOWN_REASONS.find(each => each === reason);
  return known
    ? t(`reason.${known}`, { replace: { namespace } })
    : t('reason.other', { namespace, reason: reason ?? '' });
}

function keyOf({ gateway, listener }: ListenerOption): string {
  return keyOfGateway({ ...gateway, listener });
}

function keyOfGateway(gateway: RouteValue['gateway']): string {
  return `${gateway.namespace}/${gateway.name}/${gateway.listener}`;
}
