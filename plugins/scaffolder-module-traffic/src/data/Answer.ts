/** What is known of a question to the backend; `last` is what it said before it was asked again. */
export type Answer<T> =
  | { status: 'idle' }
  | { status: 'pending'; last?: T }
  | { status: 'error'; failure: unknown }
  | { status: 'ready'; value: T };
