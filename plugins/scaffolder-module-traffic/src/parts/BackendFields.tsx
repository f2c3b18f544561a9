import { Button, NumberField, Select } from '@backstage/ui';
import type { Place, RouteValue } from '../model/routeValue';
import { useFieldText } from '../translation/useFieldText';
import styles from './form.module.css';

type Backend = RouteValue['backends'][number];

/** Which Services answer, on which port, and how the requests are shared between them. */
export function BackendFields(props: {
  place: Place;
  backends: readonly Backend[];
  onChange: (backends: Backend[]) => void;
}) {
  const { place, backends, onChange } = props;
  const t = useFieldText();
  const choices = listChoices(place);
  const replace = (position: number, change: Partial<Backend>) =>
    onChange(
      backends.map((backend, index) =>
        index === position ? { ...backend, ...change } : backend,
      ),
    );
  const unused = choices.find(
    choice => !backends.some(backend => keyOf(backend) === keyOf(choice)),
  );
  if (choices.length === 0) {
    return <p role="status">{t('route.noService')}</p>;
  }
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('route.services')}</legend>
      {backends.map((backend, position) => (
        <div key={keyOf(backend)} className={styles.row}>
          <Select
            className={styles.wide}
            aria-label={t('route.service', { number: String(position + 1) })}
            options={choices.map(choice => ({
              value: keyOf(choice),
              label: choice.portName
                ? t('route.serviceOptionNamed', {
                    service: nameIn(place, choice),
                    port: String(choice.port),
                    name: choice.portName,
                  })
                : t('route.serviceOption', {
                    service: nameIn(place, choice),
                    port: String(choice.port),
                  }),
              disabled:
                keyOf(choice) !== keyOf(backend) &&
                backends.some(other => keyOf(other) === keyOf(choice)),
            }))}
            value={keyOf(backend)}
            onChange={key => {
              const chosen = choices.find(choice => keyOf(choice) === key);
              if (chosen) {
                const { namespace, service, port } = chosen;
                replace(position, { namespace, service, port });
              }
            }}
          />
          {backends.length > 1 && (
            <>
              <NumberField
                label={t('route.weight', { service: backend.service })}
                value={backend.weight}
                minValue={0}
                maxValue={1_000_000}
                step={1}
                onChange={weight => replace(position, { weight })}
              />
              <Button
                variant="secondary"
                onPress={() =>
                  onChange(backends.filter((_, index) => index !== position))
                }
              >
                {t('route.removeService', { service: backend.service })}
              </Button>
            </>
          )}
        </div>
      ))}
      {unused && (
        <div>
          <Button
            variant="secondary"
            onPress={() => {
              const { namespace, service, port } = unused;
              onChange([...backends, { namespace, service, port, weight: 1 }]);
            }}
          >
            {t('route.addService')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function listChoices({ services }: Place) {
  return services.flatMap(({ service, ports }) =>
    ports
      .filter(({ protocol }) => protocol === 'TCP')
      .map(({ name, port }) => ({
        namespace: service.namespace,
        service: service.name,
        port,
        portName: name,
      })),
  );
}

/** The name of a Service; one of another namespace than the route's says so. */
function nameIn(
  { namespace }: Place,
  backend: { namespace: string; service: string },
): string {
  return backend.namespace === namespace
    ? backend.service
    : `${backend.namespace}/${backend.service}`;
}

function keyOf(backend: { namespace: string; service: string; port: number }) {
  return `${backend.namespace}/${backend.service}:${backend.port}`;
}
