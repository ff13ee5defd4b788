// Ends the servers of a parent process that died without ending them itself.
//
// The parent holds this process's stdin open and writes "+<pid>" for each server it starts and "-<pid>" for
// each that has ended. When stdin closes, the parent is gone: what is still on the list is ended, by its id.
const GRACE_MS = 8_000;
const pids = new Set();
let rest = '';

process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
	const lines = (rest + text).split('\n');
	rest = lines.pop() ?? '';
	for (const line of lines) {
		const pid = Number(line.slice(1));
		if (line.startsWith('+')) pids.add(pid);
		else pids.delete(pid);
	}
});
process.stdin.on('end', () => {
	for (const pid of pids) send(pid, 'SIGTERM');
	const start = Date.now();
	const timer = setInterval(() => {
		for (const pid of pids) if (!send(pid, 0)) pids.delete(pid);
		if (Date.now() - start > GRACE_MS) for (const pid of pids) send(pid, 'SIGKILL');
		if (pids.size === 0 || Date.now() - start > 2 * GRACE_MS) {
			clearInterval(timer);
			process.exit();
		}
	}, 100);
});

/** Signals a server's own process group (each is started as the leader of one); false when it is gone. */
function send(pid, signal) {
	try {
		process.kill(-pid, signal);
		return true;
	} catch {
		return false;
	}
}
