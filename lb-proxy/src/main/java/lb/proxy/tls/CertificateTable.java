package lb.proxy.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates are for a server name: those for the name itself, else those for the wildcard of its first label, else
 * the first of all. Of each kind of key the first one counts. Any thread; two look-ups, however many there are.
 */
final class CertificateTable<C> {
    /** For any name. */
    private static final String ALL = "*";

    private final Map<String, List<C>> exact = new HashMap<>();

    /** By what follows the first label, with its dot. */
    private final Map<String, List<C>> wildcards = new HashMap<>();

    private final @Nullable List<C> others;
    private final boolean strict;

    /**
     * A table.
     *
     * @param certificates the first of them, with those of other kinds of keys for its first name, is for all clients
     *     that no other is for
     * @param strict whether those clients are refused instead
     */
    CertificateTable(Map<ServerCertificate, C> certificates, boolean strict) {
        this.strict = strict;
        Map<String, List<ServerCertificate>> byName = new LinkedHashMap<>();
        for (ServerCertificate certificate : certificates.keySet()) {
            for (String name : certificate.names()) {
                if (!certificate.exclusions().contains(name)) {
                    byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(certificate);
                }
            }
        }
        exclude(certificates.keySet(), byName);
        byName.forEach((name, all) -> {
            if (name.startsWith("*.")) {
                wildcards.put(name.substring(1), chosen(all, certificates));
            } else {
                exact.put(name, chosen(all, certificates));
            }
        });
        others = others(certificates, byName);
    }

    /** The certificates for a client, the best first; null where it is to be refused. */
    @Nullable
    List<C> find(@Nullable String serverName) {
        String name = serverName == null ? null : HostNames.canonical(serverName);
        if (name != null) {
            List<C> found = exact.get(name);
            if (found == null) {
                int dot = name.indexOf('.');
                found = dot < 0 ? null : wildcards.get(name.substring(dot));
            }
            if (found != null && !found.isEmpty()) {
                return found;
            }
        }
        return others;
    }

    /** A name that only some of a wildcard's certificates are for has its own entry, of the rest. */
    private static void exclude(Iterable<ServerCertificate> certificates, Map<String, List<ServerCertificate>> byName) {
        Set<String> done = new HashSet<>();
        for (ServerCertificate certificate : certificates) {
            for (String name : certificate.exclusions()) {
                int dot = name.indexOf('.');
                if (dot <= 0 || !done.add(name) || byName.containsKey(name)) {
                    continue;
                }
                List<ServerCertificate> covering = byName.getOrDefault("*" + name.substring(dot), List.of());
                byName.put(
                        name,
                        covering.stream()
                                .filter(other -> !other.exclusions().contains(name))
                                .toList());
            }
        }
    }

    private @Nullable List<C> others(
            Map<ServerCertificate, C> certificates, Map<String, List<ServerCertificate>> byName) {
        List<C> all = exact.remove(ALL);
        if (all != null) {
            return all;
        }
        if (strict || certificates.isEmpty()) {
            return null;
        }
        ServerCertificate first = certificates.keySet().iterator().next();
        List<ServerCertificate> same = new ArrayList<>(List.of(first));
        if (!first.names().isEmpty()) {
            same.addAll(byName.getOrDefault(first.names().getFirst(), List.of()));
        }
        return chosen(same, certificates);
    }

    private static <C> List<C> chosen(List<ServerCertificate> all, Map<ServerCertificate, C> certificates) {
        List<ServerCertificate> chosen = new ArrayList<>(2);
        for (ServerCertificate certificate : all) {
            if (chosen.stream().noneMatch(other -> other.type() == certificate.type())) {
                chosen.add(certificate);
            }
        }
        chosen.sort(Comparator.comparing(ServerCertificate::type));
        List<C> found = new ArrayList<>(chosen.size());
        for (ServerCertificate certificate : chosen) {
            C value = certificates.get(certificate);
            if (value != null) {
                found.add(value);
            }
        }
        return List.copyOf(found);
    }
}
