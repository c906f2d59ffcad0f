import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import type {TestContext} from 'node:test';

/** An ext4 file system of its own in a file, as an SD card has one. */
export type LoopDisk = {
	/** Where it is mounted. */
	readonly folder: string;
	/** What a broken card gives: from here on every write is EROFS, also to open files, and what was not flushed is gone. */
	readonly breakDown: () => void;
	/** Unmounted, checked and mounted again, writable. */
	readonly mend: () => void;
	/** Whoever writes sleeps in the kernel, where no signal reaches it. */
	readonly freeze: () => void;
	readonly thaw: () => void;
};

/** Mounts it; gone with the test. Throws where the machine does not allow that. */
export function mountLoopDisk(t: TestContext): LoopDisk {
	const base = mkdtempSync(join(tmpdir(), 'sweeptop-loop-'));
	const image = join(base, 'image');
	const folder = join(base, 'disk');
	t.after(() => {
		spawnSync('fsfreeze', ['-u', folder]);
		spawnSync('umount', ['-l', folder]);
		rmSync(base, {recursive: true, force: true});
	});
	writeFileSync(image, '');
	truncateSync(image, 16 * 1024 ** 2);
	call('mkfs.ext4', '-q', '-m', '0', image);
	call('mkdir', folder);
	const mount = (): void => void call('mount', '-o', 'loop,errors=remount-ro', image, folder);
	mount();
	return {
		folder,
		breakDown: () => {
			const device = basename(call('findmnt', '-no', 'SOURCE', folder).trim());
			writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, '1');
		},
		mend: () => {
			call('umount', folder);
			// 1: errors were corrected.
			spawnSync('fsck.ext4', ['-y', image]);
			mount();
		},
		freeze: () => void call('fsfreeze', '-f', folder),
		thaw: () => void call('fsfreeze', '-u', folder),
	};
}

function call(program: string, ...argv: readonly string[]): string {
	const {status, stdout, stderr, error} = spawnSync(program, argv, {encoding: 'utf8'});
	if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
	return stdout;
}

/** Whether such a disk can be mounted here. */
export function canMountLoopDisk(): boolean {
	const base = mkdtempSync(join(tmpdir(), 'sweeptop-loop-'));
	const image = join(base, 'image');
	writeFileSync(image, '');
	truncateSync(image, 2 * 1024 ** 2);
	const script = 'mkfs.ext4 -q "$0" && mkdir "$1" && mount -o loop "$0" "$1" && umount "$1" && fsfreeze -V';
	const {status} = spawnSync('sh', ['-c', script, image, join(base, 'disk')]);
	rmSync(base, {recursive: true, force: true});
	return status === 0;
}
