/** npm installs `@lydell/node-pty` under the name `node-pty`; its types declare the former alone. */
declare module 'node-pty' {
	export * from '@lydell/node-pty';
}
