/** What one engine of a GPU has worked for a client: ns, or cycles of the total that went by. */
export type EngineUse = {readonly used: number; readonly total?: number; readonly capacity: number};

/** A client of a GPU's driver, as `/proc/<pid>/fdinfo/<fd>` tells it. */
export type DrmClient = {
	/** PCI address of the GPU; absent for one that is no PCI device. */
	readonly pdev?: string;
	/** The same for all descriptors of one opening, whoever holds them. */
	readonly id: string;
	readonly engines: ReadonlyMap<string, EngineUse>;
};

/**
 * Parses `fdinfo` of a descriptor of a DRM device (kernel, Documentation/gpu/drm-usage-stats.rst): `drm-engine-<name>: N
 * ns`, or `drm-cycles-<name>` and `drm-total-cycles-<name>` (xe), and how many such engines there are. Undefined where
 * the driver tells no client.
 */
export function parseDrmClient(text: string): DrmClient | undefined {
	const cells = new Map(
		text.split('\n').map(line => {
			const colon = line.indexOf(':');
			return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
		}),
	);
	const id = cells.get('drm-client-id');
	if (id === undefined) return undefined;
	const engines = new Map<string, EngineUse>();
	for (const [key, value] of cells) {
		const [, kind, name = ''] = /^drm-(engine|cycles)-(?!capacity-)(.+)$/.exec(key) ?? [];
		const used = Number.parseInt(value, 10);
		if (kind === undefined || !Number.isFinite(used)) continue;
		const capacity = Number.parseInt(cells.get(`drm-engine-capacity-${name}`) ?? '1', 10) || 1;
		const total = Number.parseInt(cells.get(`drm-total-cycles-${name}`) ?? '', 10);
		if (kind === 'engine') engines.set(name, {used, capacity});
		else if (Number.isFinite(total)) engines.set(name, {used, total, capacity});
	}
	const pdev = cells.get('drm-pdev');
	return pdev === undefined ? {id, engines} : {pdev, id, engines};
}

/** The clients of one GPU at one time. */
export type DrmLook = {readonly t: number; readonly clients: ReadonlyMap<string, DrmClient>};

/**
 * Load of a GPU's busiest kind of engine by some clients between two looks, 0 to 100 %. A client that is new counts
 * from its second look on.
 */
export function engineLoad(before: DrmLook, after: DrmLook): number {
	const spanMs = after.t - before.t;
	const shares = new Map<string, number>();
	for (const [id, client] of after.clients) {
		const earlier = before.clients.get(id);
		if (earlier === undefined) continue;
		for (const [name, use] of client.engines) {
			const was = earlier.engines.get(name);
			if (was === undefined) continue;
			// Nanoseconds of the engine, or its cycles, of those that went by.
			const passed = use.total === undefined ? spanMs * 1e6 : use.total - (was.total ?? 0);
			const share = passed > 0 ? (use.used - was.used) / passed / use.capacity : 0;
			shares.set(name, (shares.get(name) ?? 0) + Math.max(0, share));
		}
	}
	return Math.min(100, 100 * Math.max(0, ...shares.values()));
}
