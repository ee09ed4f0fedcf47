package lb.admin.keepalived;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.foreign.NodeDrafts;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/** Files of several nodes, each of which tells of one of them, as one configuration for all. */
public final class NodeFiles {
    private final NodeIdentity machine;
    private final boolean balances;
    private final Problems problems;

    private NodeFiles(NodeIdentity machine, boolean balances, Problems problems) {
        this.machine = machine;
        this.balances = balances;
        this.problems = problems;
    }

    /** Whether these are files of several nodes, not parts of one: two of them have the same virtual router. */
    public static boolean areThese(List<SourceText> files) {
        if (files.size() < 2) {
            return false;
        }
        Set<String> before = new LinkedHashSet<>();
        for (SourceText file : files) {
            Set<String> routers = NodeFile.of(file).routers();
            if (routers.stream().anyMatch(before::contains)) {
                return true;
            }
            before.addAll(routers);
        }
        return false;
    }

    /** The first of the nodes, where these are files of several and the machine is none of them; else the machine as it is. */
    public static NodeIdentity oneOf(List<SourceText> files, NodeIdentity machine) {
        if (machine.node() != null || !areThese(files)) {
            return machine;
        }
        List<String> names = NodeFile.names(files.stream()
                .map(NodeFile::of)
                .filter(one -> !one.routers().isEmpty())
                .toList());
        String own = new Machine(machine).nodeName();
        return names.contains(own)
                ? new NodeIdentity(own, machine.hostName(), machine.interfaces())
                : new NodeIdentity(names.getFirst(), machine.hostName(), List.of());
    }

    /**
     * Puts what they mean into one configuration of ours. A file without a virtual router belongs to every node.
     *
     * @param machine this one, which may be one of them; else what a file does not say of its node is not known
     * @param balances whether lb is the balancer, too, whose life such files watch by scripts
     * @param problems gets everything that is wrong with them, and where they contradict each other
     * @return the names of the nodes, each with the names of the files that were read for it
     */
    public static Map<String, List<String>> translate(
            List<SourceText> files, NodeIdentity machine, boolean balances, Draft into, Problems problems) {
        return new NodeFiles(machine, balances, problems).translate(files, into);
    }

    private Map<String, List<String>> translate(List<SourceText> files, Draft into) {
        List<NodeFile> own = new ArrayList<>();
        List<SourceText> shared = new ArrayList<>();
        for (SourceText file : files) {
            NodeFile node = NodeFile.of(file);
            if (node.routers().isEmpty()) {
                shared.add(file);
            } else {
                own.add(node);
            }
        }
        List<String> names = NodeFile.names(own);
        List<Optional<InetAddress>> addresses = NodeFile.addresses(own);
        Map<String, Draft> parts = new LinkedHashMap<>();
        Map<String, List<String>> read = new LinkedHashMap<>();
        for (int i = 0; i < own.size(); i++) {
            List<SourceText> all = new ArrayList<>(shared);
            all.add(own.get(i).source());
            Draft part = new Draft();
            NodeIdentity identity = identity(names.get(i), own.get(i), addresses.get(i));
            read.put(names.get(i), KeepalivedFiles.translate(all, identity, balances, part, problems));
            parts.put(names.get(i), part);
        }
        List<Draft> drafts = List.copyOf(parts.values());
        SameRouters same = new SameRouters(drafts.getFirst(), problems);
        drafts.subList(1, drafts.size()).forEach(same::compare);
        nameEachOther(names, drafts);
        NodeDrafts.merge(parts, into);
        return read;
    }

    /** Of this machine where it is the node, which then knows its interfaces; else of another one, of which the files know. */
    private NodeIdentity identity(String name, NodeFile file, Optional<InetAddress> address) {
        boolean here = new Machine(machine).nodeName().equals(name)
                && address.stream()
                        .allMatch(one -> machine.interfaces().stream()
                                .flatMap(device -> device.addresses().stream())
                                .anyMatch(own -> own.address().equals(one)));
        if (here) {
            return new NodeIdentity(name, machine.hostName(), machine.interfaces());
        }
        // In all networks: what is behind a router cannot be told from here.
        List<NodeIdentity.Interface> interfaces = address.stream()
                .flatMap(one -> file.interfaces().stream()
                        .map(device ->
                                new NodeIdentity.Interface(device, List.of(new NodeIdentity.InterfaceAddress(one, 0)))))
                .toList();
        return new NodeIdentity(name, name, interfaces);
    }

    /** Peers that are just the other nodes need not be named. */
    private static void nameEachOther(List<String> names, List<Draft> parts) {
        List<Optional<Object>> addresses = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            addresses.add(object(parts.get(i), "nodes")
                    .flatMap(nodes -> nodes.keys().stream().findFirst().flatMap(key -> object(nodes, key)))
                    .flatMap(node -> node.get("address")));
        }
        for (int i = 0; i < names.size(); i++) {
            Set<Object> others = new LinkedHashSet<>();
            for (int j = 0; j < names.size(); j++) {
                if (j != i) {
                    addresses.get(j).ifPresent(others::add);
                }
            }
            Draft part = parts.get(i);
            boolean known = others.size() == names.size() - 1;
            object(part, "virtual-ips")
                    .ifPresent(all -> all.keys().stream()
                            .flatMap(key -> object(all, key).stream())
                            .filter(one -> known
                                    && one.get("peers").orElse("") instanceof List<?> peers
                                    && others.equals(new LinkedHashSet<Object>(peers)))
                            .forEach(one -> one.set(
                                    "peers", "unicast", one.placeOf("peers").orElseThrow())));
        }
    }

    static Optional<Draft> object(Draft draft, String key) {
        return draft.get(key).filter(Draft.class::isInstance).map(Draft.class::cast);
    }
}
