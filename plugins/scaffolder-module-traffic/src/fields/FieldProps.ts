/** What these fields use of the form: its value, the values of the others, and whether one is wanted. */
export interface FieldProps<T> {
  formContext?: unknown;
  formData?: T;
  onChange: (value: T | undefined) => void;
  required?: boolean;
}
