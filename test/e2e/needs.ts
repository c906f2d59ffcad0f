import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import type {TestContext} from 'node:test';
import {canMountLoopDisk} from './loop-disk.ts';

/** What a fault needs of the machine to be injected. */
export type Need = 'root' | 'mounts' | 'ext4' | 'strace' | 'sshd';

/** Skips the test by the name of the first thing that this machine lacks; true where it was skipped. */
export function skipsFor(t: TestContext, ...needs: readonly Need[]): boolean {
	const lacking = needs.find(need => !HAS[need]());
	if (lacking !== undefined) t.skip(`needs ${lacking}`);
	return lacking !== undefined;
}

const HAS: Readonly<Record<Need, () => boolean>> = {
	root: () => process.getuid?.() === 0,
	mounts: canMount,
	ext4: canMountLoopDisk,
	strace: () => spawnSync('strace', ['-qo', '/dev/null', 'true']).status === 0,
	sshd: () => spawnSync('sh', ['-c', 'test -x /usr/sbin/sshd && command -v ssh ssh-keygen']).status === 0,
};

function canMount(): boolean {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-mount-'));
	const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
	if (mounted) spawnSync('umount', [folder]);
	rmdirSync(folder);
	return mounted;
}

/** A file system of this size, mounted on a folder of its own; gone with the test. */
export function mountSmallDisk(t: TestContext, size: string): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-disk-'));
	const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], {encoding: 'utf8'});
	t.after(() => {
		spawnSync('umount', ['-l', folder]);
		rmdirSync(folder);
	});
	if (mounted.status !== 0) throw new Error(`mount: ${mounted.stderr}`);
	return folder;
}
