/**
 * The pure core: snapshots of clusters in, routes, dependencies and findings out.
 *
 * @packageDocumentation
 */
export * from './analyze/AnalysisInput';
export * from './analyze/analyze';
export * from './analyze/columns';
export * from './analyze/readDocuments';
export * from './analyze/renderText';
export * from './catalog/listServerHosts';
export * from './checks';
export * from './checks/Check';
export * from './checks/runChecks';
export * from './egress/AskedEnd';
export * from './egress/connectivity';
export * from './egress/explainConnection';
export * from './egress/judgeConnection';
export * from './egress/parseAskedEnd';
export * from './egress/renderConnectivity';
export * from './egress/renderExplanation';
export * from './egress/resolveWayOut';
export * from './ingest/mining/MiningOptions';
export * from './ingest/normalizeObject';
export * from './kinds/KindRef';
export * from './kinds/coreKinds';
export * from './match/labels';
export * from './model/TrafficModel';
export * from './model/drafts';
export * from './model/refs';
export * from './ownership/CatalogEntityFacts';
export * from './ownership/parseLabelSelector';
export * from './ownership/rules';
export * from './references/lookUp';
export * from './request/AskedRequest';
export * from './request/explainRequest';
export * from './request/explainRequestIn';
export * from './request/readQuestion';
export * from './request/renderRequest';
export * from './resolveTraffic';
export * from './snapshot/ClusterSnapshot';
export * from './snapshot/KubeObject';
export * from './snapshot/ObjectFacts';
export * from './snapshot/parseKubeObject';
export * from './sources';
export * from './sources/Source';
export * from './sources/resultOf';
export * from './telemetry/ClusterTelemetry';
export * from './topology/Pod';
export * from './topology/Service';
export * from './topology/serviceIndex';
export * from './topology/workloadIndex';
export * from './proposal/overlay';
export * from './proposal/previewProposal';
export * from './proposal/renderManifests';
export * from './proposal/validateManifest';
export * from './hosts/listHosts';
export * from './proposal/listRouteOptions';
