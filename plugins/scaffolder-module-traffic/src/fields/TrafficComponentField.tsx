import { Alert, Select } from '@backstage/ui';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { useOwnComponents } from '../data/useOwnComponents';
import { FormSurface } from '../parts/FormSurface';
import { LoadingLines } from '../parts/LoadingLines';
import { useFieldText } from '../translation/useFieldText';
import type { FieldProps } from './FieldProps';

export const trafficComponentSchema = makeFieldSchema({
  output: z => z.string().describe('The reference of a component'),
});

/**
 * The field `TrafficComponent`: the components that the signed-in person owns and that run in a cluster. One that was
 * given with the link is kept even when it is somebody else's: the next page says the backend's refusal.
 */
export function TrafficComponentField(props: FieldProps<string>) {
  const { formData, onChange, required } = props;
  const components = useOwnComponents();
  const t = useFieldText();
  if (components.status === 'pending' || components.status === 'idle') {
    return <LoadingLines label={t('component.loading')} />;
  }
  if (components.status === 'error') {
    return (
      <div role="alert">
        <Alert status="danger" icon description={t('component.failed')} />
      </div>
    );
  }
  const own = components.value;
  const isForeign =
    Boolean(formData) && !own.some(({ entityRef }) => entityRef === formData);
  if (own.length === 0 && !isForeign) {
    return <p role="status">{t('component.none')}</p>;
  }
  return (
    <FormSurface>
      <Select
        label={t('component.label')}
        isRequired={required}
        search={{}}
        options={[
          ...own.map(({ entityRef, title }) => ({
            value: entityRef,
            label: title,
          })),
          ...(isForeign && formData
            ? [
                {
                  value: formData,
                  label: t('component.notOwned', { name: formData }),
                },
              ]
            : []),
        ]}
        value={formData ?? null}
        onChange={key => onChange(key === null ? undefined : String(key))}
      />
    </FormSurface>
  );
}
