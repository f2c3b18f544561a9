import { useState, type ReactElement } from 'react';
import { discoveryApiRef, fetchApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { FieldProps } from '../fields/FieldProps';

/** Renders a field as the form does: its value lives outside of it, next to what the other fields hold. */
export function renderField<T>(options: {
  field: (props: FieldProps<T>) => ReactElement | null;
  others: Record<string, unknown>;
  fetch: (url: string) => Promise<Response>;
}) {
  const { field: Field, others } = options;
  function Form() {
    const [value, setValue] = useState<T | undefined>();
    return (
      <Field
        formContext={{ formData: others }}
        formData={value}
        onChange={setValue}
        required
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
