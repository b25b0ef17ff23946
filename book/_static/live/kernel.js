/* One kernel of the reader's own, over Jupyter's websocket.
 *
 * It knows messages and no page: `run` hands every output on as it comes.
 */
export function kernelFor(token, lost) {
  const headers = { Authorization: `token ${token}` };
  const session = crypto.randomUUID();
  const waiting = new Map();
  let opening = null;
  let open = null;

  async function ask(method, path = "") {
    const address = `/api/kernels${path}`;
    const request = { method, headers, keepalive: method === "DELETE" };
    const answer = await fetch(address, request).catch(() => {
      throw new Error("the server has ended; start it again");
    });
    if (answer.status === 403) {
      throw new Error("this is not the server's address: open the one it says");
    }
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return answer.status === 201 ? answer.json() : null;
  }

  async function connect() {
    const { id } = await ask("POST");
    const query = `session_id=${session}&token=${token}`;
    const path = `/api/kernels/${id}/channels?${query}`;
    const socket = new WebSocket(`ws://${location.host}${path}`);
    socket.onmessage = ({ data }) => hear(JSON.parse(data));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onclose = () => reject(new Error("no way to the kernel"));
    });
    socket.onclose = drop;
    open = { id, socket };
  }

  function hear(message) {
    const { msg_type: type, parent_header: parent, content } = message;
    const state = type === "status" && content.execution_state;
    if (state === "restarting" || state === "dead") return drop();
    waiting.get(parent?.msg_id)?.hear(type, content, state);
  }

  /* Forgets the kernel, whose end the reader did not ask for. */
  function drop() {
    end();
    lost();
  }

  /* Runs `code`, calls `show(type, content)`; resolves to what it ended in. */
  async function run(code, show) {
    await (opening ??= connect().catch((error) => {
      opening = null;
      throw error;
    }));
    const id = crypto.randomUUID();
    const content = { code, silent: false, store_history: true };
    const header = { msg_id: id, session, username: "reader", version: "5.3" };
    header.msg_type = "execute_request";
    header.date = new Date().toISOString();
    const request = { channel: "shell", header, content };
    Object.assign(content, { user_expressions: {}, allow_stdin: false });
    Object.assign(request, { parent_header: {}, metadata: {}, buffers: [] });
    return new Promise((resolve, fail) => {
      let reply = null;
      let idle = false;
      const hear = (type, part, state) => {
        if (type === "execute_reply") reply = part;
        else if (state) idle ||= state === "idle";
        else show(type, part);
        if (!reply || !idle) return;
        waiting.delete(id);
        resolve(reply);
      };
      waiting.set(id, { hear, fail });
      open.socket.send(JSON.stringify(request));
    });
  }

  function interrupt() {
    return open && ask("POST", `/${open.id}/interrupt`);
  }

  /* Ends the kernel; the next run starts another. */
  function end() {
    if (!open) return;
    const { id, socket } = open;
    open = opening = socket.onclose = null;
    socket.close();
    ask("DELETE", `/${id}`).catch(() => {});
    for (const { fail } of waiting.values()) fail(new Error("the kernel ended"));
    waiting.clear();
  }

  return { run, interrupt, end };
}
