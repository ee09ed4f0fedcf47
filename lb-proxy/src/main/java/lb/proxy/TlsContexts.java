package lb.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TlsProvider;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.ConnectContext;
import lb.proxy.tls.ListenContext;
import lb.proxy.tls.TlsFilesException;
import lb.proxy.tls.TlsLibrary;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What TLS needs of files, for each bind and each server that speaks it. */
final class TlsContexts {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    private final TlsLibrary library;

    /** By the very record: two binds may be equal but for what they are. */
    private final IdentityHashMap<BindSettings, Listening> listening = new IdentityHashMap<>();

    private final IdentityHashMap<Server, ConnectContext> connecting = new IdentityHashMap<>();

    /** Those of checks, by what they are made of. */
    private final Map<ConnectTls, ConnectContext> checking = new LinkedHashMap<>();

    /**
     * One bind's.
     *
     * @param number of the bind in its frontend, from 1
     */
    record Listening(int number, ListenContext context) {}

    /** What is released twice is freed under those who still use it. */
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Those that were there before a reload, and go on. */
    private final Set<ListenContext> kept = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Those that were read for servers that come. */
    private final List<ConnectContext> made = new ArrayList<>();

    /** Those before a reload: whoever was accepted just before asks by the former settings. */
    private IdentityHashMap<BindSettings, Listening> former = new IdentityHashMap<>();

    private TlsContexts(TlsLibrary library) {
        this.library = library;
    }

    /** @param problems gets what is wrong with files and settings */
    static TlsContexts load(ProxySettings settings, Collection<Backend> backends, List<String> problems) {
        String absence = settings.tls() == TlsProvider.OPENSSL ? TlsLibrary.absence() : "";
        if (!absence.isEmpty()) {
            problems.add("TLS by OpenSSL's library is asked for, which is not there: " + absence);
        }
        TlsContexts contexts = new TlsContexts(settings.tls() == TlsProvider.JDK ? TlsLibrary.JDK : TlsLibrary.best());
        for (FrontendSettings frontend : settings.frontends()) {
            int number = 0;
            for (BindSettings bind : frontend.binds()) {
                contexts.load(frontend, ++number, bind, problems);
            }
        }
        for (Backend backend : backends) {
            for (Server server : backend.servers()) {
                contexts.load(backend, server, problems);
            }
        }
        for (BackendSettings backend : settings.backends()) {
            for (ServerSettings server : backend.servers()) {
                contexts.loadChecks(backend, server, Map.of(), problems);
            }
        }
        return contexts;
    }

    /**
     * Those of other settings, of the same library. All files are read; what is the same by the settings goes on.
     *
     * @param former settings, of these
     * @param coming servers that have none yet, with their backends
     * @param replaced those of them that come in the places of others, each with that
     * @param staying the other servers
     * @param problems gets what is wrong; when there is something, the result is to be given up by {@link #discard}
     */
    TlsContexts become(
            ProxySettings settings,
            ProxySettings former,
            Map<Server, Backend> coming,
            Map<Server, Server> replaced,
            Collection<Server> staying,
            List<String> problems) {
        TlsContexts next = new TlsContexts(library);
        Map<String, FrontendSettings> before = new HashMap<>();
        former.frontends().forEach(frontend -> before.put(frontend.name(), frontend));
        for (FrontendSettings frontend : settings.frontends()) {
            int number = 0;
            for (BindSettings bind : frontend.binds()) {
                number++;
                Listening known = known(before.get(frontend.name()), bind);
                next.load(frontend, number, bind, problems);
                Listening fresh = next.listening.get(bind);
                if (known != null && fresh != null) {
                    // It has only been looked whether the files are all right.
                    fresh.context().close();
                    next.listening.put(bind, new Listening(number, known.context()));
                    next.kept.add(known.context());
                }
            }
        }
        IdentityHashMap<Server, ConnectContext> inherited = new IdentityHashMap<>();
        coming.forEach((server, backend) -> {
            ConnectContext known = inherited(server, replaced.get(server));
            if (known == null) {
                next.load(backend, server, problems);
            } else {
                check(server, Objects.requireNonNull(server.settings().connect().tls()), problems);
                inherited.put(server, known);
            }
        });
        next.made.addAll(next.connecting.values());
        inherited.forEach((server, known) -> {
            server.tls().speak(known);
            next.connecting.put(server, known);
        });
        for (Server server : staying) {
            ConnectContext known = connecting.get(server);
            ConnectTls tls = server.settings().connect().tls();
            if (known != null && tls != null) {
                check(server, tls, problems);
                next.connecting.put(server, known);
            }
        }
        for (BackendSettings backend : settings.backends()) {
            for (ServerSettings server : backend.servers()) {
                next.loadChecks(backend, server, checking, problems);
            }
        }
        return next;
    }

    /** That of the server in whose place another comes, if what they ask of TLS is the same; else null. */
    private @Nullable ConnectContext inherited(Server server, @Nullable Server former) {
        ConnectTls tls = server.settings().connect().tls();
        boolean same = former != null
                && tls != null
                && tls.equals(former.settings().connect().tls());
        return same ? connecting.get(former) : null;
    }

    /** @param known those that go on; of them it is only looked whether the files are all right */
    private void loadChecks(
            BackendSettings backend,
            ServerSettings server,
            Map<ConnectTls, ConnectContext> known,
            List<String> problems) {
        for (CheckSettings check : Arrays.asList(server.check(), server.agent())) {
            ConnectTls tls = check == null ? null : check.place().tls();
            if (tls == null || checking.containsKey(tls)) {
                continue;
            }
            try {
                ConnectContext fresh = ConnectContext.load(tls, TlsLibrary.JDK);
                ConnectContext former = known.get(tls);
                checking.put(tls, former == null ? fresh : former);
            } catch (TlsFilesException e) {
                // Most have the files of their server, which has been told of.
                List<String> all = new ArrayList<>();
                tell(e, "backend \"" + backend.name() + "\": server \"" + server.name() + "\": ", all);
                all.removeAll(problems);
                problems.addAll(all);
            }
        }
    }

    private void check(Server server, ConnectTls tls, List<String> problems) {
        try {
            ConnectContext.load(tls, library).close();
        } catch (TlsFilesException e) {
            tell(e, "backend \"" + server.backend().name() + "\": server \"" + server.name() + "\": ", problems);
        }
    }

    private @Nullable Listening known(@Nullable FrontendSettings before, BindSettings wanted) {
        if (before == null || wanted.tls() == null) {
            return null;
        }
        return before.binds().stream()
                .filter(bind -> bind.address().equals(wanted.address())
                        && bind.quic() == wanted.quic()
                        && wanted.tls().equals(bind.tls()))
                .map(listening::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Gives up what was read for {@link #become}, whose settings do not come into force. */
    void discard() {
        listening.values().stream()
                .map(Listening::context)
                .filter(context -> !kept.contains(context))
                .forEach(ListenContext::close);
        made.forEach(ConnectContext::close);
    }

    /**
     * Comes in the place of those before; files that have changed count from now on.
     *
     * @return closes what nobody needs any more, once those are through who have just begun a handshake
     */
    Runnable takeOver(TlsContexts before) {
        former = before.listening;
        Set<ConnectContext> stay = Collections.newSetFromMap(new IdentityHashMap<>());
        stay.addAll(connecting.values());
        stay.removeAll(made);
        List<Runnable> closing = new ArrayList<>();
        before.listening.values().stream()
                .map(Listening::context)
                .filter(context -> !kept.contains(context))
                .forEach(context -> closing.add(context::close));
        before.connecting.values().stream()
                .filter(context -> !stay.contains(context))
                .forEach(context -> closing.add(context::close));
        kept.forEach(context -> reload(context::reload));
        stay.forEach(context -> reload(context::reload));
        checking.values().stream().filter(before.checking::containsValue).forEach(context -> reload(context::reload));
        return () -> closing.forEach(Runnable::run);
    }

    private interface Reload {
        void run() throws TlsFilesException;
    }

    private static void reload(Reload step) {
        try {
            step.run();
        } catch (TlsFilesException e) {
            // It was right a moment ago: what there was goes on.
            LOG.warn(
                    "TLS: {}",
                    String.join(
                            "; ", e.problems().stream().map(Object::toString).toList()));
        }
    }

    private void load(FrontendSettings frontend, int number, BindSettings bind, List<String> problems) {
        ListenTls tls = bind.tls();
        if (tls != null) {
            try {
                ListenContext context = ListenContext.load(tls, library);
                listening.put(bind, new Listening(number, context));
            } catch (TlsFilesException e) {
                tell(e, "frontend \"" + frontend.name() + "\": ", problems);
            }
        }
    }

    private void load(Backend backend, Server server, List<String> problems) {
        ConnectTls tls = server.settings().connect().tls();
        if (tls == null) {
            return;
        }
        String where = "backend \"" + backend.name() + "\": server \"" + server.name() + "\": ";
        try {
            ConnectContext context = ConnectContext.load(tls, library);
            connecting.put(server, context);
            server.tls().speak(context);
        } catch (TlsFilesException e) {
            tell(e, where, problems);
        }
    }

    private static void tell(TlsFilesException e, String where, List<String> problems) {
        e.problems().forEach(problem -> problems.add(where + problem));
    }

    /** That of a bind that speaks TLS. */
    Listening of(BindSettings bind) {
        Listening context = listening.get(bind);
        if (context == null) {
            context = former.get(bind);
        }
        if (context == null) {
            throw new IllegalStateException("no TLS at " + bind.address());
        }
        return context;
    }

    /** Those of all binds. */
    Collection<ListenContext> listening() {
        return listening.values().stream().map(Listening::context).toList();
    }

    /** Those of all servers. */
    Collection<ConnectContext> connecting() {
        return List.copyOf(connecting.values());
    }

    /** That of the checks with these settings. */
    ConnectContext ofCheck(ConnectTls tls) {
        ConnectContext context = checking.get(tls);
        if (context == null) {
            throw new IllegalStateException("no TLS for checks");
        }
        return context;
    }

    /**
     * What is read from files, in their order.
     *
     * @param settings those that these were made of
     */
    List<Certificates.Use> uses(ProxySettings settings) {
        List<Certificates.Use> uses = new ArrayList<>();
        for (FrontendSettings frontend : settings.frontends()) {
            for (BindSettings bind : frontend.binds()) {
                Listening context = listening.get(bind);
                if (context != null) {
                    uses.add(new Certificates.Use("frontend \"" + frontend.name() + "\"", context.context(), true));
                }
            }
        }
        Map<String, Map<String, ConnectContext>> byNames = new HashMap<>();
        connecting.forEach(
                (server, context) -> byNames.computeIfAbsent(server.backend().name(), _ -> new HashMap<>())
                        .put(server.name(), context));
        for (BackendSettings backend : settings.backends()) {
            Map<String, ConnectContext> own = byNames.getOrDefault(backend.name(), Map.of());
            for (ServerSettings server : backend.servers()) {
                ConnectContext context = own.get(server.name());
                if (context != null) {
                    uses.add(new Certificates.Use("backend \"" + backend.name() + "\"", context, false));
                }
            }
        }
        checking.values().forEach(context -> uses.add(new Certificates.Use("checks", context, false)));
        return uses;
    }

    /** Nobody begins a handshake any more. Once or more often, any thread. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        listening.values().forEach(each -> each.context().close());
        connecting.values().forEach(ConnectContext::close);
    }
}
