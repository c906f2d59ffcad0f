import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {FOREIGN_INTERVAL_MS, foreignGpuChannel, foreignIntervalMs} from './foreign/foreign-channel.ts';
import {createDeviceUsers, seesEveryone} from './foreign/device-users.ts';
import {type DrmClient, type DrmLook, engineLoad, parseDrmClient} from './foreign/drm-clients.ts';
import {findCards, type GraphicsCard} from './reading/gpu-index.ts';
import {findKfdOccupancy, type KfdOccupancy} from './foreign/kfd-occupancy.ts';
import {sortByKin, TOO_MANY} from './foreign/kinship.ts';
import {lacksChildren} from './foreign/process-family.ts';

const DRIVERS = ['amdgpu', 'xe', 'i915'];

/** Load of AMD and Intel GPUs by processes that are not of the sweep: what their drivers count for each client. */
export const foreignDrmProbe: ProbeDefinition = {
	id: 'foreign-drm',
	title: 'load of AMD and Intel GPUs by processes that are not of the sweep',
	open: context => Promise.resolve(openForeignDrm(context)),
};

type Gpu = {
	readonly channel: string;
	readonly pdev: string;
	readonly kfd: KfdOccupancy | undefined;
	last: DrmLook | undefined;
};

function openForeignDrm(context: ProbeContext): OpenProbe | Rejection {
	const {files} = context;
	// AMD's are counted before Intel's, as their own probes do.
	const cards = [...findCards(context, ['amdgpu']), ...findCards(context, DRIVERS.slice(1))];
	if (cards.length === 0) return {reason: 'no card of the drivers amdgpu, xe or i915', mend: ''};
	const orphaned = lacksChildren(files, context.enginePid);
	if (orphaned !== undefined) return orphaned;
	const gpus = cards.flatMap(card => planGpu(context, card));
	if (gpus.length === 0) return {reason: 'the card is no PCI device', mend: ''};
	const usersOf = createDeviceUsers(files, path => path.startsWith('/dev/dri/'));
	const intervalMs = foreignIntervalMs(context);
	const seesAll = seesEveryone(files);
	return {
		channels: gpus.map(({channel}) =>
			foreignGpuChannel({channel, source: 'foreign-drm', periodMs: intervalMs, windowMs: intervalMs, seesAll}),
		),
		missing: [],
		intervalMs,
		sample: () => {
			const clients = readClients(context, usersOf());
			return gpus.map(gpu => readGpu(context, gpu, clients));
		},
		close: () => {},
	};
}

function planGpu(context: ProbeContext, {part, device}: GraphicsCard): readonly Gpu[] {
	const uevent = context.files.read(`${device}/uevent`);
	const pdev = uevent.kind === 'value' ? /^PCI_SLOT_NAME=(\S+)$/m.exec(uevent.text)?.[1] : undefined;
	if (pdev === undefined) return [];
	return [{channel: `${part}.foreign_pct`, pdev, kfd: findKfdOccupancy(context.files, pdev), last: undefined}];
}

type Held = {readonly client: DrmClient; readonly holders: readonly number[]};

/** Clients of all GPUs, and who holds each: a descriptor may have been handed on. */
function readClients({files}: ProbeContext, users: ReadonlyMap<number, readonly string[]>): ReadonlyMap<string, Held> {
	const held = new Map<string, Held>();
	for (const [pid, descriptors] of users) {
		for (const descriptor of descriptors) {
			const text = files.read(`/proc/${pid}/fdinfo/${descriptor}`);
			const client = text.kind === 'value' ? parseDrmClient(text.text) : undefined;
			if (client === undefined) continue;
			const key = `${client.pdev ?? ''} ${client.id}`;
			held.set(key, {client, holders: [...(held.get(key)?.holders ?? []), pid]});
		}
	}
	return held;
}

function readGpu(context: ProbeContext, gpu: Gpu, clients: ReadonlyMap<string, Held>): Reading {
	const {channel, pdev, kfd} = gpu;
	const t = context.now();
	const own = [...clients].filter(([, {client}]) => client.pdev === pdev);
	const queues = kfd?.pids() ?? [];
	const kinship = sortByKin(context, [...queues, ...own.flatMap(([, {holders}]) => holders)]);
	if (kinship === undefined) return {channel, t, missing: TOO_MANY};
	// What a program of the sweep holds, too, was handed to or by it.
	const foreign = own.filter(([, {holders}]) => holders.every(pid => kinship.strangers.has(pid)));
	const look: DrmLook = {t, clients: new Map(foreign.map(([key, {client}]) => [key, client]))};
	const before = gpu.last;
	gpu.last = look;
	const queued = queues.filter(pid => kinship.strangers.has(pid)).map(pid => kfd?.percentOf(pid) ?? 0);
	const occupied = queued.reduce((sum, percent) => sum + percent, 0);
	if (before === undefined || t - before.t < FOREIGN_INTERVAL_MS / 4) {
		return {channel, t, missing: 'needs two looks, a while apart'};
	}
	return {channel, t, value: Math.min(100, Math.max(occupied, engineLoad(before, look)))};
}
