//! What CPython has repaired in its library since the release that the crate has: in our own words, small piece by
//! small piece, each of which must occur in the text.

/// Module, text, and what takes its place. Packages are where CPython would look for them.
pub(crate) const REPAIRED: &[(&str, &str, &str)] = &[
    // Addresses with a zone can be spelled out; networks have none.
    (
        "ipaddress",
        r"            ip_str = str(self)

        ip_int = self._ip_int_from_string(ip_str)
        hex_str = '%032x'",
        r"            ip_str = str(IPv6Address(self._ip))

        ip_int = self._ip_int_from_string(ip_str)
        hex_str = '%032x'",
    ),
    (
        "ipaddress",
        r"        parts = [hex_str[x:x+4] for x in range(0, 32, 4)]
        if isinstance(self, (_BaseNetwork, IPv6Interface)):
            return '%s/%d' % (':'.join(parts), self._prefixlen)
        return ':'.join(parts)

    def _reverse_pointer(self):
",
        r"        text = ':'.join(hex_str[at:at + 4] for at in range(0, 32, 4))
        is_network = isinstance(self, _BaseNetwork)
        if not is_network and self._scope_id:
            text += '%' + self._scope_id
        if is_network or isinstance(self, IPv6Interface):
            text += f'/{self._prefixlen}'
        return text

    def _reverse_pointer(self):
",
    ),
    // Times that the format has no room for are left out.
    (
        "gzip",
        r"write32u(self.fileobj, int(mtime))",
        r"write32u(self.fileobj, int(mtime) if 0 <= mtime < 1 << 32 else 0)",
    ),
    (
        "gzip",
        r#"header = struct.pack("<4sLBB", gzip_data, int(mtime), gzip_data[8], 255)"#,
        r#"seconds = int(mtime) if 0 <= mtime < 1 << 32 else 0
    header = struct.pack("<4sLBB", gzip_data, seconds, gzip_data[8], 255)"#,
    ),
    (
        "tarfile",
        r#"        timestamp = struct.pack("<L", int(time.time()))
"#,
        r#"        now = int(time.time())
        timestamp = struct.pack("<L", now if 0 <= now < 1 << 32 else 0)
"#,
    ),
    // A name with a slash at its end is looked for as it is, too.
    (
        "tarfile",
        r"        tarinfo = self._getmember(name.rstrip('/'))
",
        r"        tarinfo = self._getmember(name) or self._getmember(name.rstrip('/'))
",
    ),
    // Filters see names without detours through other directories, and no link takes the place of the directory
    // that is filled.
    (
        "tarfile",
        r"    # Ensure we stay in the destination
    target_path = os.path.realpath(os.path.join(dest_path, name),",
        r"    plain = os.path.normpath(name)
    if os.pardir in name.replace(os.sep, '/').split('/') and plain != name:
        name = new_attrs['name'] = plain
    # Ensure we stay in the destination
    target_path = os.path.realpath(os.path.join(dest_path, name),",
    ),
    (
        "tarfile",
        r"    # Limit permissions (no high bits, and go-w)
",
        r"    if plain == os.curdir and (member.issym() or member.islnk()):
        raise OutsideDestinationError(member, target_path)
    # Limit permissions (no high bits, and go-w)
",
    ),
    (
        "tarfile",
        r"            if target_path == dest_path:
                raise OutsideDestinationError(member, target_path)
",
        r"",
    ),
    // A hard link is one to the file that its target comes to.
    (
        "tarfile",
        r"os.link(tarinfo._link_target, targetpath)",
        r"os.link(os.path.realpath(tarinfo._link_target), targetpath)",
    ),
    // What a filter leaves out is not extracted under another name.
    (
        "tarfile",
        r"                filter_function(
                    unfiltered.replace(name=tarinfo.name, deep=False),
                    extraction_root)
",
        r"                renamed = unfiltered.replace(name=tarinfo.name, deep=False)
                if filter_function(renamed, extraction_root) is None:
                    return
",
    ),
    // Who does not wait has no time limit to be refused.
    (
        "queue",
        r#"        if timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        if not self._count.acquire(block, timeout):"#,
        r#"        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        if not self._count.acquire(block, timeout if block else None):"#,
    ),
    // A time limit that is no number is refused.
    (
        "threading",
        r"                if timeout > 0:
                    gotit = waiter.acquire(True, timeout)
                else:
                    gotit = waiter.acquire(False)
",
        r"                at_once = timeout <= 0
                gotit = waiter.acquire(False) if at_once else waiter.acquire(True, timeout)
",
    ),
    // A part in parts is what is asked for its own.
    (
        "email.message",
        r"if maintype != 'multipart' or not self.is_multipart():
            return",
        r"if maintype != 'multipart' or not part.is_multipart():
            return",
    ),
    // Text is encoded in what its character set is written in.
    (
        "email.contentmanager",
        r"    cte, payload = _encode_text(string, charset, cte, msg.policy)
",
        r"    charset = email.charset.Charset(charset).get_output_charset()
    cte, payload = _encode_text(string, charset, cte, msg.policy)
",
    ),
    (
        "email.contentmanager",
        r"    msg.set_param('charset',
                  email.charset.ALIASES.get(charset, charset),
                  replace=True)
",
        r"    msg.set_param('charset', charset, replace=True)
",
    ),
    // Text in a comment or phrase is looked at for characters that must be encoded.
    (
        "email._header_value_parser",
        r"def _refold_parse_tree(parse_tree, *, policy):
",
        r"def _holds(part, kind):
    if part.token_type == kind:
        return True
    return isinstance(part, TokenList) and any(_holds(each, kind) for each in part)


def _refold_parse_tree(parse_tree, *, policy):
",
    ),
    (
        "email._header_value_parser",
        r"if part.token_type in ('ptext', 'vtext'):",
        r"if part.token_type == 'ptext' or _holds(part, 'vtext'):",
    ),
    // The visible headers are written from their beginning.
    (
        "mailbox",
        r"                vis_generator.flatten(message.get_visible())
",
        r"                vis_generator.flatten(message.get_visible())
                vis_buffer = io.BytesIO(vis_buffer.getvalue())
",
    ),
    // A path object is a path.
    (
        "zipapp",
        r"if interpreter and isinstance(new_archive, str):",
        r"if interpreter and not hasattr(new_archive, 'write'):",
    ),
    // `!` binds tighter than in Python.
    (
        "gettext",
        r"        result = '%s%d' % (result, value)
    nexttok = next(tokens)
",
        r"        result = '%s%d' % (result, value)
    if result[:4] == 'not ':
        result = f'({result})'
    nexttok = next(tokens)
",
    ),
    // Directories are not made in archives that are closed or being written.
    (
        "zipfile",
        r#"            raise TypeError("Expected type str or ZipInfo")

        with self._lock:
"#,
        r#"            raise TypeError("Expected type str or ZipInfo")

        if self.fp is None:
            problem = 'Attempt to write to ZIP archive that was already closed'
            raise ValueError(problem)
        if self._writing:
            problem = "Can't write to ZIP archive while an open writing handle exists."
            raise ValueError(problem)
        with self._lock:
"#,
    ),
    // A read decompresses about as much as it was asked for, with all methods.
    (
        "zipfile",
        r"    def decompress(self, data):
        if self._decomp is None:
",
        r"    @property
    def needs_input(self):
        return self._decomp is None or self._decomp.needs_input

    def decompress(self, data, max_length=-1):
        if self._decomp is None:
",
    ),
    (
        "zipfile",
        r"        result = self._decomp.decompress(data)
",
        r"        result = self._decomp.decompress(data, max_length)
",
    ),
    (
        "zipfile",
        r"        else:
            data = self._read2(n)

        if self._compress_type == ZIP_STORED:",
        r"        elif getattr(self._decompressor, 'needs_input', True):
            data = self._read2(n)
        else:
            data = b''

        if self._compress_type == ZIP_STORED:",
    ),
    (
        "zipfile",
        r"            data = self._decompressor.decompress(data)
            self._eof = self._decompressor.eof or self._compress_left <= 0
",
        r"            decompressor = self._decompressor
            try:
                data = decompressor.decompress(data, max(n, self.MIN_READ_SIZE))
            except TypeError:
                # Programs may put one in place that knows no limit.
                data = decompressor.decompress(data)
            is_fed = self._compress_left <= 0 and getattr(decompressor, 'needs_input', True)
            self._eof = decompressor.eof or is_fed
",
    ),
    // An archive without a name, and the archive itself, can be shown.
    (
        "zipfile._path",
        r"        return posixpath.join(self.root.filename, self.at)
",
        r"        name = self.root.filename
        archive = ':zipfile:' if name is None else name
        return posixpath.join(archive, self.at) if self.at else archive
",
    ),
    // Names of tables may have single quotes in them.
    (
        "sqlite3.dump",
        r#""SELECT 'INSERT INTO {0} VALUES('{1}')' FROM {0};".format("#,
        r#""SELECT {2}||' VALUES('{1}')' FROM {0};".format("#,
    ),
    (
        "sqlite3.dump",
        r"for col in column_names
            )
        )
",
        r"for col in column_names
            ),
            _quote_value('INSERT INTO ' + table_name_ident),
        )
",
    ),
    // A server cannot keep a client reading for ever.
    (
        "http.client",
        r"_MAXHEADERS = 100
",
        r"_MAXHEADERS = 100
_MAXINTERIMRESPONSES = 100
",
    ),
    (
        "http.client",
        r"        # read until we get a non-100 response
        while True:
            version, status, reason = self._read_status()
            if status != CONTINUE:
                break
",
        r"        # read until we get a non-100 response
        interim = 0
        while True:
            if interim == _MAXINTERIMRESPONSES:
                raise HTTPException(f'got more than {interim} interim responses')
            version, status, reason = self._read_status()
            if status != CONTINUE:
                break
            interim += 1
",
    ),
    (
        "http.client",
        r"        ### note: we shouldn't have any trailers!
        while True:
",
        r"        ### note: we shouldn't have any trailers!
        trailers = -1
        while True:
            trailers += 1
            if trailers > _MAXHEADERS:
                raise HTTPException(f'got more than {_MAXHEADERS} trailers')
",
    ),
    // Values of headers for a tunnel may be numbers.
    (
        "http.client",
        r#"value_bytes = value.encode("latin-1")"#,
        r#"value_bytes = f"{value}".encode("latin-1")"#,
    ),
    // Cookies of negative versions are refused; a file may begin with its name in any case, and 0 ends with the
    // session.
    (
        "http.cookiejar",
        r##"re.compile("#( Netscape)? HTTP Cookie File")"##,
        r#"re.compile("(?ai)#( Netscape)? HTTP Cookie File")"#,
    ),
    (
        "http.cookiejar",
        r"        if cookie.version > 0 and not self.rfc2965:
",
        r"        if cookie.version < 0:
            _debug('   negative version')
            return False
        if cookie.version > 0 and not self.rfc2965:
",
    ),
    (
        "http.cookiejar",
        r"                return None  # invalid version, ignore cookie
",
        r"                return None  # invalid version, ignore cookie
            if version < 0:
                return None
",
    ),
    (
        "http.cookiejar",
        r#"if expires == "":"#,
        r#"if expires in ("", "0"):"#,
    ),
    // Errors in the first line are told with a status line, unless that is one of HTTP 0.9.
    (
        "http.server",
        r"            version = words[-1]
            try:
                if not version.startswith('HTTP/'):",
        r"            version = words[-1]
            self.request_version = ''
            try:
                if not version.startswith('HTTP/'):",
    ),
    (
        "http.server",
        r"        if not 2 <= len(words) <= 3:
            self.send_error(",
        r"        if not 2 <= len(words) <= 3:
            self.request_version = ''
            self.send_error(",
    ),
    (
        "http.server",
        r"            if command != 'GET':
                self.send_error(",
        r"            if command != 'GET':
                self.request_version = ''
                self.send_error(",
    ),
    (
        "http.server",
        r"            if version_number >= (2, 0):
                self.send_error(",
        r"            self.request_version = version
            if version_number >= (2, 0):
                self.send_error(",
    ),
    // The text is the property's, not what deletes it; `__exit__` is called with anything.
    (
        "unittest.mock",
        r"                            __return_value_doc)
",
        r"                            doc=__return_value_doc)
",
    ),
    (
        "unittest.mock",
        r"def _exit_side_effect(exctype, excinst, exctb):",
        r"def _exit_side_effect(*_):",
    ),
    // Classes with abstract methods are no tests.
    (
        "unittest.loader",
        r"        if testCaseClass in (case.TestCase, case.FunctionTestCase):
",
        r"        if (testCaseClass in (case.TestCase, case.FunctionTestCase)
                or getattr(testCaseClass, '__abstractmethods__', None)):
",
    ),
    (
        "unittest.loader",
        r"                and obj not in (case.TestCase, case.FunctionTestCase)
            ):
",
        r"                and obj not in (case.TestCase, case.FunctionTestCase)
                and not getattr(obj, '__abstractmethods__', None)
            ):
",
    ),
    (
        "unittest.loader",
        r"            name = parts[-1]
            inst = parent(name)
",
        r"            name = parts[-1]
            if getattr(parent, '__abstractmethods__', None):
                problem = 'Cannot instantiate abstract test case ' + parent.__name__
                raise TypeError(problem)
            inst = parent(name)
",
    ),
    // All breakpoints of a line are cleared.
    (
        "bdb",
        r"            for bp in blist:
                bp.deleteMe()
",
        r"            for bp in tuple(blist):
                bp.deleteMe()
",
    ),
    // Output is cut where it is, unless a place is given; sources may be unreadable.
    (
        "doctest",
        r"        self.seek(size)
        StringIO.truncate(self)
",
        r"        self.seek(self.tell() if size is None else size)
        StringIO.truncate(self)
",
    ),
    (
        "doctest",
        r"        except TypeError:
            source_lines = None
",
        r"        except (OSError, TypeError):
            source_lines = None
",
    ),
    // Whatever compiling raises is shown.
    (
        "code",
        r"except (OverflowError, SyntaxError, ValueError):",
        r"except Exception:",
    ),
    (
        "pdb",
        r"                except SyntaxError:
                    continue
",
        r"                except Exception:
                    continue
",
    ),
    (
        "pdb",
        r"        except SyntaxError as exc:
            return _rstr(",
        r"        except Exception as exc:
            return _rstr(",
    ),
    // A status that is no number can be shown.
    (
        "subprocess",
        r"if self.returncode and self.returncode < 0:",
        r"if isinstance(self.returncode, int) and self.returncode < 0:",
    ),
    (
        "subprocess",
        r#"returned non-zero exit status %d.""#,
        r#"returned non-zero exit status %s.""#,
    ),
    // Keys that are no bytes, and digests without a usable size of blocks, are told of.
    (
        "hmac",
        r"    digest_cons = _get_digest_constructor(digest)
    inner = digest_cons()
    outer = digest_cons()
    blocksize = getattr(inner, 'block_size', 64)
",
        r"    if not isinstance(key, (bytearray, bytes)):
        given = type(key).__name__
        raise TypeError(f'key: expected bytes or bytearray, but got {given!r}')
    digest_cons = _get_digest_constructor(digest)
    inner = digest_cons()
    outer = digest_cons()
    blocksize = getattr(inner, 'block_size', None)
    if blocksize is None or blocksize < 16:
        import warnings
        problem = (f'block_size of {blocksize} seems too small; using our default of 64.'
                   if blocksize is not None else
                   'No block_size attribute on given digest object; Assuming 64.')
        warnings.warn(problem, RuntimeWarning, 2)
        blocksize = 64
",
    ),
    // Methods of built-in objects are of the module of their class.
    (
        "annotationlib",
        r#"        if value.__module__ == "builtins":
            return value.__qualname__
        return f"{value.__module__}.{value.__qualname__}"
"#,
        r"        module = value.__module__
        owner = getattr(value, '__self__', None)
        if module is None and owner is not None:
            module = (owner if isinstance(owner, type) else type(owner)).__module__
        if module in (None, 'builtins'):
            return value.__qualname__
        return f'{module}.{value.__qualname__}'
",
    ),
    // What a server tells of itself can be asked for, but for what it says in its greeting.
    (
        "imaplib",
        r"dat = self.untagged_responses.pop('CAPABILITY')[-1]",
        r"dat = self.untagged_responses['CAPABILITY'][-1]",
    ),
    (
        "imaplib",
        r"            raise self.error('invalid greeting: ' + greeting)

        self._refresh_capabilities()
",
        r"            raise self.error('invalid greeting: ' + greeting)

        self._refresh_capabilities()
        self.untagged_responses.pop('CAPABILITY', None)
",
    ),
    // A name that is no UTF-8 is an error of the archive.
    (
        "zipimport",
        r"                    name = name.decode()
",
        r#"                    try:
                        name = name.decode()
                    except UnicodeDecodeError as error:
                        problem = f"can't decode file name in Zip file: {archive!r}"
                        raise ZipImportError(problem, path=archive) from error
"#,
    ),
    // Pages are written whatever is in them.
    (
        "pydoc",
        r"open(name + '.html', 'w', encoding='utf-8')",
        r"open(name + '.html', 'w', -1, 'utf-8', 'backslashreplace')",
    ),
    (
        "pydoc",
        r"self.path, content_type).encode('utf-8'))",
        r"self.path, content_type).encode(errors='backslashreplace'))",
    ),
    // A file that cannot be opened is told of as other errors of handlers are; handlers may be removed meanwhile.
    (
        "logging",
        r"            if self.mode != 'w' or not self._closed:
                self.stream = self._open()
        if self.stream:
",
        r"            if self.mode != 'w' or not self._closed:
                try:
                    self.stream = self._open()
                except Exception:
                    return self.handleError(record)
        if self.stream:
",
    ),
    (
        "logging",
        r"                self.handlers.remove(hdlr)
",
        r"                left = list(self.handlers)
                left.remove(hdlr)
                self.handlers = left
",
    ),
    (
        "logging.handlers",
        r"        self.reopenIfNeeded()
        logging.FileHandler.emit(self, record)
",
        r"        try:
            self.reopenIfNeeded()
        except Exception:
            return self.handleError(record)
        logging.FileHandler.emit(self, record)
",
    ),
];
