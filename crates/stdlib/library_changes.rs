//! Small changes of the library that is written in Python: what does not fit this interpreter, and errors
//! that would let programs hang.

/// What is changed in the crate's modules: module, text, and what takes its place. Packages are where
/// CPython would look for them.
pub(crate) const CHANGED: &[(&str, &str, &str)] = &[
    ("site", "return 'RustPython'", "return 'Python'"),
    (
        "site",
        "lib/rustpython{version[0]}",
        "lib/python{version[0]}",
    ),
    ("sysconfig", "return 'RustPython'", "return 'Python'"),
    // Its scripts lie inside the binary.
    (
        "venv",
        "        self.install_scripts(context, path)\n",
        "        from importlib import resources\n\
         \x20       with resources.as_file(resources.files('venv') / 'scripts') as path:\n\
         \x20           self.install_scripts(context, str(path))\n",
    ),
    // Who waits for a listener learns that it could not start.
    (
        "logging.config",
        "            server = self.rcvr(port=self.port, handler=self.hdlr,\n\
         \x20                              ready=self.ready,\n\
         \x20                              verify=self.verify)\n",
        "            try:\n\
         \x20               server = self.rcvr(port=self.port, handler=self.hdlr,\n\
         \x20                                  ready=self.ready,\n\
         \x20                                  verify=self.verify)\n\
         \x20           except BaseException:\n\
         \x20               self.ready.set()\n\
         \x20               raise\n",
    ),
    // Our bytecode is no sequence of CPython's instructions.
    ("modulefinder", "import dis\n", "import _imp\n"),
    (
        "modulefinder",
        "dis._find_store_names(co)",
        "_imp._code_stores(co)",
    ),
    (
        "modulefinder",
        "dis._find_imports(co)",
        "_imp._code_imports(co)",
    ),
    ("modulefinder", "        code = co.co_code\n", ""),
    // There is none: rustls does not tell what has ended the handshake.
    (
        "ssl",
        "CHANNEL_BINDING_TYPES = ['tls-unique']\n",
        "CHANNEL_BINDING_TYPES = []\n",
    ),
    // An empty chunk would stay in the buffer for ever.
    (
        "asyncio.selector_events",
        r"self._buffer.extend([memoryview(data) for data in list_of_data])
",
        r"chunks = [memoryview(data) for data in list_of_data if data]
        if not chunks:
            return
        self._buffer.extend(chunks)
",
    ),
    // Whoever has cancelled a call is given no connection.
    (
        "asyncio.selector_events",
        r"    def _sock_accept(self, fut, sock):
",
        r"    def _sock_accept(self, fut, sock):
        if fut.done():
            return
",
    ),
    // A transport that closes while it writes loses its connection once.
    (
        "asyncio.selector_events",
        r"                if self._closing:
                    self._call_connection_lost(None)
",
        r"                if self._closing and self._conn_lost == 0:
                    self._conn_lost = 1
                    self._call_connection_lost(None)
",
    ),
    // Clients of a server that is cancelled are not waited for.
    (
        "asyncio.base_events",
        r"                self.close()
                await self.wait_closed()
",
        r"                self.close()
                self.close_clients()
                await self.wait_closed()
",
    ),
    // A reader goes on by the transport that encrypts.
    (
        "asyncio.streams",
        r"        self._over_ssl = transport.get_extra_info('sslcontext') is not None

    def connection_made",
        r"        self._over_ssl = transport.get_extra_info('sslcontext') is not None
        if (reader := self._stream_reader) is not None:
            reader._transport = transport

    def connection_made",
    ),
    // A peer that does not read may not delay the end of a connection for ever.
    (
        "asyncio.sslproto",
        r"        if self._shutdown_timeout_handle is not None:
            self._shutdown_timeout_handle.cancel()
            self._shutdown_timeout_handle = None

        if shutdown_exc:
            self._fatal_error(shutdown_exc)
        else:
            self._loop.call_soon(self._transport.close)
",
        r"        timer = self._shutdown_timeout_handle
        if shutdown_exc:
            if timer is not None:
                timer.cancel()
            self._shutdown_timeout_handle = None
            self._fatal_error(shutdown_exc)
            return
        if timer is None:
            self._shutdown_timeout_handle = self._loop.call_later(
                self._ssl_shutdown_timeout, self._check_shutdown_timeout)
        self._loop.call_soon(self._transport.close)
",
    ),
    // A callback that is no coroutine may raise, too.
    (
        "asyncio.streams",
        r"            res = self._client_connected_cb(reader, writer)
",
        r"            try:
                res = self._client_connected_cb(reader, writer)
            except Exception as error:
                self._strong_reader = None
                self._loop.call_exception_handler({
                    'message': 'Unhandled exception in client_connected_cb',
                    'exception': error,
                    'transport': transport,
                })
                transport.close()
                return
",
    ),
    // Who waits for a process learns of its end, whoever may hold its pipes open.
    (
        "asyncio.base_subprocess",
        r"        self._call(self._protocol.process_exited)

",
        r"        self._call(self._protocol.process_exited)
        waiters, self._exit_waiters = self._exit_waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(returncode)
",
    ),
    // A worker that has done its number of tasks is replaced as long as there is work, also after a shutdown
    // that nobody waits for; work that none can do is given up with a reason.
    (
        "concurrent.futures.process",
        r"class _ExecutorManagerThread(threading.Thread):",
        r"def _spawn_worker(executor, call_queue, result_queue, workers):
    worker = executor._mp_context.Process(
        target=_process_worker,
        args=(call_queue, result_queue, executor._initializer,
              executor._initargs, executor._max_tasks_per_child))
    worker.start()
    workers[worker.pid] = worker


class _ExecutorManagerThread(threading.Thread):",
    ),
    (
        "concurrent.futures.process",
        r"                if executor := self.executor_reference():
                    if process_exited:
                        with self.shutdown_lock:
                            executor._adjust_process_count()
                    else:
                        executor._idle_worker_semaphore.release()
                    del executor
",
        r"                if process_exited:
                    with self.shutdown_lock:
                        failure = self._replace_worker()
                    if failure is not None:
                        self.terminate_broken(*failure)
                        return
                elif executor := self.executor_reference():
                    executor._idle_worker_semaphore.release()
                    del executor
",
    ),
    (
        "concurrent.futures.process",
        r"    def add_call_item_to_queue(self):
",
        r"    def _replace_worker(self):
        cause = reason = None
        executor = self.executor_reference()
        if executor is None:
            reason = ('The last worker process has done its number of tasks, '
                      'and no other can be started, as the executor was '
                      'garbage collected.')
        elif executor._force_shutting_down:
            reason = ('The worker process ended while the pool was being '
                      'forcefully shut down.')
        elif ((self.pending_work_items or not self.is_shutting_down())
              and len(self.processes) < executor._max_workers):
            try:
                _spawn_worker(executor, self.call_queue, self.result_queue,
                              self.processes)
            except Exception as error:
                cause = format_exception(error)
                reason = ('Another worker process could not be started, and '
                          'none is left.')
        if self.processes or not (self.pending_work_items or cause):
            return None
        return cause, reason

    def add_call_item_to_queue(self):
",
    ),
    (
        "concurrent.futures.process",
        r"    def _terminate_broken(self, cause):
",
        r"    def _terminate_broken(self, cause, reason=None):
",
    ),
    (
        "concurrent.futures.process",
        r"    def terminate_broken(self, cause):
        with self.shutdown_lock:
            self._terminate_broken(cause)
",
        r"    def terminate_broken(self, cause, reason=None):
        with self.shutdown_lock:
            self._terminate_broken(cause, reason)
",
    ),
    (
        "concurrent.futures.process",
        r#"        bpe = BrokenProcessPool("A process in the process pool was "
                                "terminated abruptly while the future was "
                                "running or pending.")
        if cause is not None:
            bpe.__cause__ = _RemoteTraceback(
                f"\n'''\n{''.join(cause)}'''")
"#,
        r#"        def broken():
            error = BrokenProcessPool(
                reason or "A process in the process pool was "
                          "terminated abruptly while the future was "
                          "running or pending.")
            if cause is not None:
                error.__cause__ = _RemoteTraceback(
                    f"\n'''\n{''.join(cause)}'''")
            return error
"#,
    ),
    (
        "concurrent.futures.process",
        r"work_item.future.set_exception(bpe)
",
        r"work_item.future.set_exception(broken())
",
    ),
    (
        "concurrent.futures.process",
        r"        self._cancel_pending_futures = False
",
        r"        self._cancel_pending_futures = False
        self._force_shutting_down = False
",
    ),
    (
        "concurrent.futures.process",
        r"        p = self._mp_context.Process(
            target=_process_worker,
            args=(self._call_queue,
                  self._result_queue,
                  self._initializer,
                  self._initargs,
                  self._max_tasks_per_child))
        p.start()
        self._processes[p.pid] = p
",
        r"        _spawn_worker(self, self._call_queue, self._result_queue,
                      self._processes)
",
    ),
    (
        "concurrent.futures.process",
        r"        processes = {}
        if self._processes:
",
        r"        with self._shutdown_lock:
            self._force_shutting_down = True
        processes = {}
        if self._processes:
",
    ),
    // What is told is a command that works.
    (
        "tabnanny",
        r#"errprint("Usage:", sys.argv[0], "[-v] "#,
        r#"errprint("Usage:", sys.executable, "-m tabnanny [-v] "#,
    ),
    // The children of one parent with one tag are counted once, however many of them are asked about.
    (
        "xml.etree.ElementPath",
        r#"                try:
                    parent = parent_map[elem]
                    # FIXME: what if the selector is "*" ?
                    elems = list(parent.findall(elem.tag))
                    if elems[index] is elem:
                        yield elem
                except (IndexError, KeyError):
                    pass
"#,
        r"                parent = parent_map.get(elem)
                if parent is None:
                    continue
                siblings = parent, elem.tag
                if siblings not in chosen:
                    same = list(parent.findall(elem.tag))
                    found = -len(same) <= index < len(same)
                    chosen[siblings] = same[index] if found else None
                if chosen[siblings] is elem:
                    yield elem
",
    ),
    (
        "xml.etree.ElementPath",
        r"            parent_map = get_parent_map(context)
            for elem in result:
                parent = parent_map.get(elem)
",
        r"            parent_map = get_parent_map(context)
            chosen = {}
            for elem in result:
                parent = parent_map.get(elem)
",
    ),
    // White space is that of XML.
    (
        "xml.etree.ElementTree",
        r"elem.text.strip():",
        r"elem.text.strip(' \t\r\n'):",
    ),
    (
        "xml.etree.ElementTree",
        r"child.tail.strip():",
        r"child.tail.strip(' \t\r\n'):",
    ),
    (
        "xml.etree.ElementTree",
        r"data = data.strip()",
        r"data = data.strip(' \t\r\n')",
    ),
    (
        "xml.dom.minidom",
        r"self.data.strip():",
        r"self.data.strip(' \t\r\n'):",
    ),
    (
        "xml.dom.expatbuilder",
        r"child.data.strip():",
        r"child.data.strip(' \t\r\n'):",
    ),
    // Names of namespaces may have quotes and ampersands in them.
    (
        "xml.sax.saxutils",
        r#"' xmlns:%s="%s"' % (prefix, uri)"#,
        r#"' xmlns:%s=%s' % (prefix, quoteattr(uri))"#,
    ),
    (
        "xml.sax.saxutils",
        r#"' xmlns="%s"' % uri"#,
        r#"' xmlns=%s' % quoteattr(uri)"#,
    ),
    // Keys that are no strings are skipped or refused, not compared.
    (
        "plistlib",
        r"sorted(d.items())",
        r"sorted(d.items(), key=_key_order)",
    ),
    (
        "plistlib",
        r"items = sorted(items)",
        r"items = sorted(items, key=_key_order)",
    ),
    (
        "plistlib",
        r"sorted(value.items())",
        r"sorted(value.items(), key=_key_order)",
    ),
    (
        "plistlib",
        r"class _PlistWriter(",
        r"def _key_order(item):
    return item[0] if isinstance(item[0], str) else ''


class _PlistWriter(",
    ),
];
