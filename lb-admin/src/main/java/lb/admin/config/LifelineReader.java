package lb.admin.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import lb.admin.config.NodesReader.Node;
import lb.admin.config.NodesReader.Nodes;
import lb.admin.problem.BrokenFileException;
import lb.ha.settings.LifelineSettings;
import org.jspecify.annotations.Nullable;

/** Reads the lifeline, and the files that it needs. */
final class LifelineReader {
    private static final String TITLE = "lifeline";
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    /** What a node has said is fresh for two intervals and for a second at most, so for less of each longer interval. */
    private static final Duration LONGEST_PROTECTING = Duration.ofSeconds(1);

    private final Section section;
    private final Path directory;

    private LifelineReader(Section section, Path directory) {
        this.section = section;
        this.directory = directory;
    }

    /** The lifeline of this node; null when the file has none, or a wrong one, which is then said. */
    static @Nullable LifelineSettings read(Section top, Nodes nodes, String self) {
        var value = top.value(LifelineKeys.LIFELINE);
        if (value == null) {
            return null;
        }
        var section = Section.of(value, LifelineKeys.TABLE, "", TITLE + ".");
        if (section == null) {
            return null;
        }
        var certificates = section.required(LifelineKeys.CERTIFICATES);
        var port = section.orStandard(LifelineKeys.PORT);
        var helloInterval = section.orStandard(LifelineKeys.HELLO_INTERVAL);
        if (helloInterval.compareTo(LONGEST_PROTECTING) > 0) {
            var said = section.value(LifelineKeys.HELLO_INTERVAL);
            if (said != null) {
                said.warning(
                        "is so long that adverts forged in a node's name are mostly believed (expected: 1s at most)");
            }
        }
        if (nodes.all().size() < 2) {
            value.error("needs two nodes or more: there is nobody to connect to");
            return null;
        }
        if (!top.has(Keys.VIRTUAL_IPS)) {
            value.warning("does nothing without virtual-ips");
        }
        // How others will read it is for them to find out: their keys are not here.
        if (certificates == null || section.reading().elsewhere()) {
            return null;
        }
        var reader = new LifelineReader(section, section.reading().file().resolveSibling(certificates));
        var all = reader.certificates(nodes);
        var own = nodes.all().stream()
                .filter(node -> node.name().equals(self))
                .findFirst()
                .orElseThrow();
        var certificate = all.get(self);
        if (certificate == null) {
            return null;
        }
        var key = reader.<PrivateKey>file(LifelineFiles.keyName(self), path -> LifelineFiles.key(path, certificate));
        reader.warnOfReaders(LifelineFiles.keyName(self));
        var peers = new ArrayList<LifelineSettings.Peer>();
        for (Node node : nodes.all()) {
            var pinned = all.get(node.name());
            if (!node.equals(own) && node.address() != null && pinned != null) {
                peers.add(new LifelineSettings.Peer(node.name(), node.address(), pinned));
            }
        }
        if (key == null || own.address() == null || peers.isEmpty()) {
            return null;
        }
        return new LifelineSettings(
                self, new InetSocketAddress(own.address(), port), key, certificate, peers, helloInterval);
    }

    private Map<String, X509Certificate> certificates(Nodes nodes) {
        var found = new HashMap<String, X509Certificate>();
        for (var node : nodes.all()) {
            var name = LifelineFiles.certificateName(node.name());
            var certificate = this.<X509Certificate>file(name, LifelineFiles::certificate);
            if (certificate == null) {
                continue;
            }
            found.forEach((other, shown) -> {
                if (shown.equals(certificate)) {
                    section.wrong(
                            LifelineKeys.CERTIFICATES,
                            "%s is the certificate of node \"%s\" too; expected: one for each"
                                    .formatted(directory.resolve(name), other));
                }
            });
            try {
                certificate.checkValidity();
            } catch (CertificateException e) {
                section.warning("lifeline.certificates: %s is valid from %s to %s (it is used all the same)"
                        .formatted(
                                directory.resolve(name),
                                certificate.getNotBefore().toInstant(),
                                certificate.getNotAfter().toInstant()));
            }
            found.put(node.name(), certificate);
        }
        return found;
    }

    /** What is made of a file. */
    private interface Maker<T> {
        T of(Path file) throws ValueException;
    }

    private <T> @Nullable T file(String name, Maker<T> maker) {
        var file = directory.resolve(name);
        try {
            return maker.of(file);
        } catch (ValueException e) {
            section.wrong(LifelineKeys.CERTIFICATES, file + " " + e.detail());
        } catch (BrokenFileException e) {
            var remedy = Files.exists(file) ? "" : "; \"lb init --lifeline\" makes it";
            section.wrong(LifelineKeys.CERTIFICATES, file + ": " + e.problem().message() + remedy);
        }
        return null;
    }

    private void warnOfReaders(String name) {
        var file = directory.resolve(name);
        try {
            var permissions = Files.getPosixFilePermissions(file);
            if (OTHERS.stream().anyMatch(permissions::contains)) {
                section.warning("lifeline.certificates: " + file
                        + " can be read by others than its owner (expected: mode 600)");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // It was said that it cannot be read; or there are no such modes here.
        }
    }
}
