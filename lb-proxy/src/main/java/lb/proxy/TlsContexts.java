package lb.proxy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.TemplatePart;
import lb.proxy.settings.TlsProvider;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.ConnectContext;
import lb.proxy.tls.ListenContext;
import lb.proxy.tls.TlsFilesException;
import lb.proxy.tls.TlsLibrary;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;

/** What TLS needs of files, for each bind and each server that speaks it. */
final class TlsContexts {
    private final TlsLibrary library;

    /** By the very record: two binds may be equal but for what they are. */
    private final IdentityHashMap<BindSettings, Listening> listening = new IdentityHashMap<>();

    private final IdentityHashMap<Server, ConnectContext> connecting = new IdentityHashMap<>();

    /** All of these, in the order of the settings. */
    private final List<Certificates.Use> uses = new ArrayList<>();

    /**
     * One bind's.
     *
     * @param number of the bind in its frontend, from 1
     */
    record Listening(int number, ListenContext context) {}

    /** What is released twice is freed under those who still use it. */
    private final AtomicBoolean closed = new AtomicBoolean();

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
        return contexts;
    }

    private void load(FrontendSettings frontend, int number, BindSettings bind, List<String> problems) {
        ListenTls tls = bind.tls();
        if (tls != null) {
            try {
                ListenContext context = ListenContext.load(tls, library);
                listening.put(bind, new Listening(number, context));
                uses.add(new Certificates.Use("frontend \"" + frontend.name() + "\"", context, true));
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
        if (tls.serverName() != null
                && !tls.serverName().parts().stream().allMatch(part -> part instanceof TemplatePart.Literal)) {
            problems.add(where + "a server name (SNI) made of the request is not done yet (expected: a fixed name)");
            return;
        }
        try {
            ConnectContext context = ConnectContext.load(tls, library);
            connecting.put(server, context);
            server.speakTls(context);
            uses.add(new Certificates.Use("backend \"" + backend.name() + "\"", context, false));
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

    /** What is read from files, with that of checks. */
    Certificates certificates(Collection<ConnectContext> checks) {
        List<Certificates.Use> all = new ArrayList<>(uses);
        checks.forEach(check -> all.add(new Certificates.Use("checks", check, false)));
        return new Certificates(all);
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
