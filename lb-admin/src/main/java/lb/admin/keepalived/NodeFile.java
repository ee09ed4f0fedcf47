package lb.admin.keepalived;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/**
 * The file of one of several nodes, and what it tells of which node that is.
 *
 * @param routers its virtual routers, by their names, and by their virtual_router_id with each address: a node may have the
 *     same virtual_router_id on several interfaces, and for both families
 * @param interfaces those that it names
 * @param sources the node's own addresses, as adverts come from
 * @param peers addresses of other nodes
 */
record NodeFile(
        SourceText source,
        Set<String> routers,
        List<String> interfaces,
        List<InetAddress> sources,
        Set<InetAddress> peers) {
    /** What is wrong with it is told when it is translated. */
    static NodeFile of(SourceText source) {
        Problems untold = new Problems();
        Lines lines = new Lines("", untold);
        lines.read(source);
        List<Block> instances = Statements.of(lines.all(), untold).stream()
                .filter(one -> one.keyword().equals("vrrp_instance"))
                .map(one -> Block.of(one, Keywords.INSTANCE, untold))
                .toList();
        Set<String> routers = new LinkedHashSet<>();
        Set<InetAddress> peers = new LinkedHashSet<>();
        List<InetAddress> sources = new ArrayList<>();
        List<String> interfaces = new ArrayList<>();
        for (Block one : instances) {
            routers.add(one.title());
            one.last("virtual_router_id")
                    .map(Statement::argument)
                    .ifPresent(id -> one.all("virtual_ipaddress").stream()
                            .flatMap(all -> all.block().stream())
                            .forEach(line ->
                                    routers.add(id + " " + line.keyword().replaceFirst("/.*", ""))));
            one.last("interface").map(Statement::argument).ifPresent(interfaces::add);
            Sources.written(one)
                    .flatMap(line -> Literals.address(line.argument()))
                    .ifPresent(sources::add);
            one.all("unicast_peer").stream()
                    .flatMap(peer -> peer.block().stream())
                    .flatMap(peer -> Literals.address(peer.keyword()).stream())
                    .forEach(peers::add);
        }
        return new NodeFile(
                source, routers, interfaces.stream().distinct().toList(), List.copyOf(sources), Set.copyOf(peers));
    }

    /**
     * What the nodes are called: as the folders of the files, else as the files themselves, else by numbers.
     *
     * @param files one for each node
     */
    static List<String> names(List<NodeFile> files) {
        List<Path> paths = files.stream()
                .map(one -> one.source().path().toAbsolutePath().normalize())
                .toList();
        List<String> folders = paths.stream()
                .map(path -> path.getParent() == null ? "" : name(path.getParent()))
                .toList();
        List<String> bases = paths.stream()
                .map(NodeFile::name)
                .map(name ->
                        name.replaceFirst("\\.[a-z]+$", "").replaceFirst("^keepalived[-_.]?|[-_.]?keepalived$", ""))
                .toList();
        return List.of(folders, bases).stream()
                .filter(all -> all.stream().noneMatch(String::isEmpty)
                        && Set.copyOf(all).size() == all.size())
                .findFirst()
                .orElseGet(() -> IntStream.rangeClosed(1, files.size())
                        .mapToObj(number -> "node" + number)
                        .toList());
    }

    private static String name(Path path) {
        return path.getFileName() == null ? "" : Machine.name(path.getFileName().toString());
    }

    /** The nodes' own addresses: as they say themselves, or as the only one that the others know and nobody has. */
    static List<Optional<InetAddress>> addresses(List<NodeFile> files) {
        List<Optional<InetAddress>> addresses = new ArrayList<>();
        Set<InetAddress> known = new HashSet<>();
        for (NodeFile file : files) {
            Optional<InetAddress> own = file.sources().stream().findFirst();
            addresses.add(own);
            own.ifPresent(known::add);
        }
        for (int i = 0; i < files.size(); i++) {
            if (addresses.get(i).isEmpty()) {
                NodeFile self = files.get(i);
                List<InetAddress> others = files.stream()
                        .filter(one -> !one.equals(self))
                        .flatMap(one -> one.peers().stream())
                        .filter(one -> !known.contains(one) && !self.peers().contains(one))
                        .distinct()
                        .toList();
                if (others.size() == 1) {
                    addresses.set(i, Optional.of(others.getFirst()));
                    known.add(others.getFirst());
                }
            }
        }
        return addresses;
    }
}
