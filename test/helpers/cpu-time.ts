import process from 'node:process';

/**
 * Milliseconds of CPU that this process has used. Limits on time are held against it: what else the machine does must
 * not decide a test. The figures of an idle machine come from `npm run bench`.
 */
export function cpuMs(): number {
	const {user, system} = process.cpuUsage();
	return (user + system) / 1000;
}
