import { Button, TextField } from '@backstage/ui';
import type { RouteEffect } from '@portolan/plugin-traffic-common';
import type { Answer } from '../data/Answer';
import { useFieldText } from '../translation/useFieldText';
import { Availability } from './Availability';
import styles from './form.module.css';

/** The hosts of the route, and below them, as somebody types, whether something answers there already. */
export function HostFields(props: {
  hostnames: readonly string[];
  suggestion: string;
  effect: Answer<RouteEffect>;
  onRetry: () => void;
  onChange: (hostnames: string[]) => void;
}) {
  const { hostnames, suggestion, effect, onRetry, onChange } = props;
  const t = useFieldText();
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('route.hosts')}</legend>
      {hostnames.map((host, position) => (
        // Hosts have no identity but their place in the list: two may be the same while somebody types.
        <div key={position} className={styles.row}>
          <TextField
            className={styles.wide}
            label={t('route.host', { number: String(position + 1) })}
            description={
              suggestion
                ? t('route.hostDescription', { example: suggestion })
                : t('route.hostAny')
            }
            value={host}
            autoComplete="off"
            spellCheck="false"
            onChange={text =>
              onChange(
                hostnames.map((other, index) =>
                  index === position ? text : other,
                ),
              )
            }
          />
          {hostnames.length > 1 && (
            <Button
              variant="secondary"
              onPress={() =>
                onChange(hostnames.filter((_, index) => index !== position))
              }
            >
              {t('route.removeHost', { host })}
            </Button>
          )}
        </div>
      ))}
      <div>
        <Button
          variant="secondary"
          onPress={() => onChange([...hostnames, ''])}
        >
          {t('route.addHost')}
        </Button>
      </div>
      <Availability effect={effect} onRetry={onRetry} />
    </fieldset>
  );
}
