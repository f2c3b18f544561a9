import { Select, TextField } from '@backstage/ui';
import type { RouteValue } from '../model/routeValue';
import { useFieldText } from '../translation/useFieldText';
import styles from './form.module.css';

/** The methods of HTTPMethod in the Gateway API. */
const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
];
const ANY = 'any';

/** Which requests are meant, how long they may take, and what the object is called. */
export function MatchFields(props: {
  value: RouteValue;
  onChange: (value: RouteValue) => void;
}) {
  const { value, onChange } = props;
  const t = useFieldText();
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('route.match')}</legend>
      <div className={styles.row}>
        <TextField
          className={styles.wide}
          label={t('route.path')}
          value={value.path.value}
          onChange={text =>
            onChange({ ...value, path: { ...value.path, value: text } })
          }
        />
        <Select
          label={t('route.pathType')}
          options={[
            { value: 'PathPrefix', label: t('route.pathPrefix') },
            { value: 'Exact', label: t('route.pathExact') },
          ]}
          value={value.path.type}
          onChange={key =>
            onChange({
              ...value,
              path: {
                ...value.path,
                type: key === 'Exact' ? 'Exact' : 'PathPrefix',
              },
            })
          }
        />
        <Select
          label={t('route.method')}
          options={[
            { value: ANY, label: t('route.anyMethod') },
            ...METHODS.map(method => ({ value: method, label: method })),
          ]}
          value={value.method || ANY}
          onChange={key =>
            onChange({ ...value, method: key === ANY ? '' : String(key) })
          }
        />
      </div>
      <div className={styles.row}>
        <TextField
          className={styles.wide}
          label={t('route.name')}
          value={value.name}
          onChange={name => onChange({ ...value, name })}
        />
        <TextField
          label={t('route.timeout')}
          description={t('route.timeoutDescription')}
          value={value.requestTimeout}
          onChange={requestTimeout => onChange({ ...value, requestTimeout })}
        />
      </div>
    </fieldset>
  );
}
