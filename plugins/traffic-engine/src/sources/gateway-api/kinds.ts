export * from '../../kinds/gatewayApiKinds';
export { CONFIG_MAP, SECRET } from '../../kinds/coreKinds';

/** The id of the source, which every provenance carries. */
export const SOURCE_ID = 'gateway-api';
