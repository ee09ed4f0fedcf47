package lb.proxy.reload;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/**
 * What other settings change. Pure.
 *
 * @param frontends by name; what of them is only binds is not among those changed
 * @param binds {@code frontend address}
 * @param backends by name; what of them is only servers is not among those changed
 * @param servers {@code backend/server}
 * @param others what else changes, in words
 * @param refusals why it cannot be had without another process; empty where it can
 */
public record Changes(
        Difference frontends,
        Difference binds,
        Difference backends,
        Difference servers,
        List<String> others,
        List<String> refusals) {
    /** What another process is for. */
    private static final String UPGRADE = ": that needs lb upgrade, or a restart";

    public Changes {
        others = List.copyOf(others);
        refusals = List.copyOf(refusals);
    }

    /** Whether the two are the same. */
    public boolean isEmpty() {
        return frontends.isEmpty() && binds.isEmpty() && backends.isEmpty() && servers.isEmpty() && others.isEmpty();
    }

    /** The same with others, in words. */
    public Changes and(List<String> more) {
        List<String> all = new ArrayList<>(others);
        all.addAll(more);
        return new Changes(frontends, binds, backends, servers, all, refusals);
    }

    /** What {@code after} changes, which is {@link #settled}. */
    public static Changes between(ProxySettings before, ProxySettings after) {
        List<String> refusals = new ArrayList<>();
        List<String> others = new ArrayList<>();
        process(before, after, refusals, others);
        frontends(before, after, refusals);
        order(
                others,
                "frontends",
                names(before.frontends(), FrontendSettings::name),
                names(after.frontends(), FrontendSettings::name));
        backends(before, after, refusals, others);
        order(
                others,
                "backends",
                names(before.backends(), BackendSettings::name),
                names(after.backends(), BackendSettings::name));
        return new Changes(
                Difference.of(frontends(before), frontends(after)),
                Difference.of(binds(before), binds(after)),
                Difference.of(backends(before), backends(after)),
                Difference.of(servers(before), servers(after)),
                others,
                refusals);
    }

    /** New settings without what is only of the moment in which they were read. */
    public static ProxySettings settled(ProxySettings before, ProxySettings after) {
        return after.withBackends(Settled.backends(before, after));
    }

    private static void process(ProxySettings before, ProxySettings after, List<String> refusals, List<String> others) {
        refuse(refusals, "threads", before.threads(), after.threads());
        refuse(refusals, "transport", before.transport(), after.transport());
        refuse(refusals, "spread of the checks", before.spreadChecks(), after.spreadChecks());
        refuse(refusals, "shared ports", before.sharedPorts(), after.sharedPorts());
        refuse(refusals, "TLS library", before.tls(), after.tls());
        refuse(
                refusals,
                "limits of heads",
                before.limits().heads(),
                after.limits().heads());
        refuse(refusals, "HTTP/2", before.limits().http2(), after.limits().http2());
        refuse(
                refusals,
                "limit of buffers",
                before.limits().buffers(),
                after.limits().buffers());
        other(
                others,
                "connections",
                before.limits().connections(),
                after.limits().connections());
        other(
                others,
                "session rate",
                before.limits().sessionRate(),
                after.limits().sessionRate());
    }

    private static void refuse(List<String> refusals, String what, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            refusals.add(what + " is " + after + " instead of " + before + UPGRADE);
        }
    }

    private static void other(List<String> others, String what, int before, int after) {
        if (before != after) {
            others.add(what + " " + before + " -> " + after);
        }
    }

    private static void frontends(ProxySettings before, ProxySettings after, List<String> refusals) {
        Map<String, FrontendSettings> known = new LinkedHashMap<>();
        before.frontends().forEach(frontend -> known.put(frontend.name(), frontend));
        Map<Object, String> owners = new HashMap<>();
        before.frontends()
                .forEach(frontend -> streams(frontend).forEach(bind -> owners.put(place(bind), frontend.name())));
        for (FrontendSettings frontend : after.frontends()) {
            FrontendSettings was = known.remove(frontend.name());
            String name = "frontend \"" + frontend.name() + "\"";
            if (was != null && was.mode() != frontend.mode()) {
                refusals.add(
                        name + " is of mode " + word(frontend.mode()) + " instead of " + word(was.mode()) + UPGRADE);
            } else if (was != null && isForPagesOnly(was) != isForPagesOnly(frontend)) {
                refusals.add(name + " has " + (isForPagesOnly(frontend) ? "no backend any more" : "a backend now")
                        + UPGRADE);
            }
            binds(was, frontend, owners, name, refusals);
        }
    }

    private static void binds(
            @Nullable FrontendSettings was,
            FrontendSettings frontend,
            Map<Object, String> owners,
            String name,
            List<String> refusals) {
        for (BindSettings bind : streams(frontend)) {
            // Any port will do: it was another one for each.
            boolean any = bind.address() instanceof InetSocketAddress network && network.getPort() == 0;
            String owner = any ? null : owners.get(place(bind));
            if (owner != null && !owner.equals(frontend.name())) {
                refusals.add(name + " has the address " + bind.address() + " of frontend \"" + owner + "\"" + UPGRADE);
            }
            if (was == null) {
                continue;
            }
            boolean other = streams(was).stream()
                    .filter(before -> place(before).equals(place(bind)))
                    .noneMatch(before -> before.listen().isOfSameSocketAs(bind.listen())
                            && before.tcp().equals(bind.tcp()));
            boolean same =
                    streams(was).stream().anyMatch(before -> place(before).equals(place(bind)));
            if (same && other) {
                refusals.add(name + " asks for other options of the socket at " + bind.address() + UPGRADE);
            }
        }
    }

    /** Those for connections: datagrams have ports of their own, and their sockets no options. */
    private static List<BindSettings> streams(FrontendSettings frontend) {
        return frontend.mode() == Mode.UDP
                ? List.of()
                : frontend.binds().stream().filter(bind -> !bind.quic()).toList();
    }

    private static Object place(BindSettings bind) {
        return List.of(bind.address(), Objects.requireNonNullElse(bind.tcp().device(), ""));
    }

    private static boolean isForPagesOnly(FrontendSettings frontend) {
        return frontend.defaultBackend() == null && frontend.routing().routes().isEmpty();
    }

    private static String word(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static void backends(
            ProxySettings before, ProxySettings after, List<String> refusals, List<String> others) {
        Map<String, BackendSettings> known = new HashMap<>();
        before.backends().forEach(backend -> known.put(backend.name(), backend));
        for (BackendSettings backend : after.backends()) {
            BackendSettings was = known.get(backend.name());
            if (was != null && was.mode() != backend.mode()) {
                refusals.add("backend \"" + backend.name() + "\" is of mode " + word(backend.mode()) + " instead of "
                        + word(was.mode()) + UPGRADE);
            }
            if (was != null) {
                order(
                        others,
                        "backend " + backend.name() + ": servers",
                        names(was.servers(), ServerSettings::name),
                        names(backend.servers(), ServerSettings::name));
            }
        }
    }

    private static <T> List<String> names(List<T> all, Function<T, String> name) {
        return all.stream().map(name).toList();
    }

    /** Tells of those that stay where they have changed places. */
    private static void order(List<String> others, String what, List<String> before, List<String> after) {
        List<String> was = new ArrayList<>(before);
        was.retainAll(Set.copyOf(after));
        List<String> is = new ArrayList<>(after);
        is.retainAll(Set.copyOf(before));
        if (!was.equals(is)) {
            others.add(what + " in another order");
        }
    }

    private static Map<String, FrontendSettings> frontends(ProxySettings settings) {
        Map<String, FrontendSettings> all = new LinkedHashMap<>();
        settings.frontends().forEach(frontend -> all.put(frontend.name(), frontend.withBinds(List.of())));
        return all;
    }

    private static Map<String, BindSettings> binds(ProxySettings settings) {
        Map<String, BindSettings> all = new LinkedHashMap<>();
        settings.frontends()
                .forEach(frontend ->
                        frontend.binds().forEach(bind -> all.put(frontend.name() + " " + text(bind), bind)));
        return all;
    }

    private static String text(BindSettings bind) {
        String address = bind.address() instanceof InetSocketAddress network
                ? network.getAddress().getHostAddress() + ":" + network.getPort()
                : bind.address().toString();
        String of = bind.quic() ? "quic " : "";
        return bind.tcp().device() == null
                ? of + address
                : of + address + "%" + bind.tcp().device();
    }

    private static Map<String, BackendSettings> backends(ProxySettings settings) {
        Map<String, BackendSettings> all = new LinkedHashMap<>();
        settings.backends().forEach(backend -> all.put(backend.name(), backend.withServers(List.of())));
        return all;
    }

    private static Map<String, ServerSettings> servers(ProxySettings settings) {
        Map<String, ServerSettings> all = new LinkedHashMap<>();
        settings.backends()
                .forEach(backend ->
                        backend.servers().forEach(server -> all.put(backend.name() + "/" + server.name(), server)));
        return all;
    }
}
