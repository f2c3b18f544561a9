import type { RouteValue } from './routeValue';

/** A part of the route without which nothing can be asked. */
type MissingPart = 'route' | 'backend' | 'listener' | 'name' | 'weight';

/** What is still to be filled in before the traffic backend can be asked; sorted as the form is. */
export function listMissingParts(value: RouteValue | undefined): MissingPart[] {
  if (!value) {
    return ['route'];
  }
  return [
    ...(value.backends.length === 0 ? (['backend'] as const) : []),
    ...(value.backends.some(({ weight }) => !Number.isInteger(weight))
      ? (['weight'] as const)
      : []),
    ...(value.gateway.name === '' ? (['listener'] as const) : []),
    ...(value.name.trim() === '' ? (['name'] as const) : []),
  ];
}
