import type {ProbeFiles} from '../../source/domain/probe.ts';

/** Who holds device files open: process → its descriptors of them. */
export type DeviceUsers = ReadonlyMap<number, readonly string[]>;

type Seen = {looks: number; descriptors: readonly string[]};

/** A program opens the GPU within its first seconds, or is looked at again every so many looks. */
const EARLY_LOOKS = 3;
const LATER_LOOKS = 8;

/**
 * Finds the processes that hold a device open, by the links of `/proc/<pid>/fd`; those of other persons can be seen
 * by root only. All links of 500 processes take 10 ms and more (btop#1552): of a process that has no such device, and
 * is not new, they are read only at every eighth look.
 */
export function createDeviceUsers(files: ProbeFiles, isDevice: (path: string) => boolean): () => DeviceUsers {
	const seen = new Map<number, Seen>();
	let look = 0;

	function descriptorsOf(pid: number): readonly string[] {
		const folder = `/proc/${pid}/fd`;
		return files.list(folder).filter(name => {
			const target = files.link(`${folder}/${name}`);
			return target !== undefined && isDevice(target);
		});
	}

	return () => {
		look++;
		const pids = new Set(files.list('/proc').flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : [])));
		for (const pid of seen.keys()) if (!pids.has(pid)) seen.delete(pid);
		for (const pid of pids) {
			const known = seen.get(pid);
			if (known === undefined) seen.set(pid, {looks: 1, descriptors: descriptorsOf(pid)});
			else if (known.looks < EARLY_LOOKS || known.descriptors.length > 0 || (pid + look) % LATER_LOOKS === 0) {
				known.looks++;
				known.descriptors = descriptorsOf(pid);
			}
		}
		return new Map([...seen].flatMap(([pid, {descriptors}]) => (descriptors.length > 0 ? [[pid, descriptors]] : [])));
	};
}

/** Whether the descriptors of other persons' processes can be read, as by root; those of the first process tell. */
export function seesEveryone(files: ProbeFiles): boolean {
	return files.list('/proc/1/fd').length > 0;
}
