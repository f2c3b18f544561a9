import { useState, type ReactElement } from 'react';
import { discoveryApiRef, fetchApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';

/** Renders a field as the form does: its value lives outside of it, next to what the other fields hold. */
export function renderField<T>(options: {
  field: (props: FieldExtensionComponentProps<T>) => ReactElement | null;
  idSchema: FieldExtensionComponentProps<T>['idSchema'];
  others: Record<string, unknown>;
  fetch: (url: string) => Promise<Response>;
}) {
  const { field: Field, others } = options;
  function Form() {
    const [value, setValue] = useState<T | undefined>();
    return (
      <Field
        schema={{}}
        uiSchema={{}}
        idSchema={options.idSchema}
        name="field"
        formContext={{ formData: others }}
        formData={value}
        onChange={setValue}
        onBlur={() => {}}
        onFocus={() => {}}
        required
        disabled={false}
        readonly={false}
        rawErrors={[]}
      />
    );
  }
  return renderInTestApp(<Form />, {
    apis: [
      [discoveryApiRef, { getBaseUrl: async () => 'http://portal/traffic' }],
      [
        fetchApiRef,
        {
          fetch: async input =>
            options.fetch(input instanceof Request ? input.url : String(input)),
        },
      ],
    ],
  });
}
