package lb.proxy.tls;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ListenTls;
import org.jspecify.annotations.Nullable;

/** Where everything is looked for that settings name: whether it is there or not. */
final class TlsPaths {
    private TlsPaths() {}

    static Set<Path> of(ListenTls settings) {
        Set<Path> paths = new LinkedHashSet<>();
        for (CertificateFile file : settings.certificates()) {
            add(file, paths);
            if (file.key() == null) {
                for (String kind : CertificateFiles.BUNDLE) {
                    add(new CertificateFile(Path.of(file.file() + kind)), paths);
                }
            }
        }
        add(settings.clients().authorities(), paths);
        add(settings.clients().revoked(), paths);
        add(settings.tickets().secret(), paths);
        add(settings.tickets().keys(), paths);
        return paths;
    }

    static Set<Path> of(ConnectTls settings) {
        Set<Path> paths = new LinkedHashSet<>();
        CertificateFile shown = settings.certificate();
        if (shown != null) {
            add(shown, paths);
        }
        if (settings.verify()) {
            add(settings.authorities(), paths);
            add(settings.revoked(), paths);
        }
        return paths;
    }

    /** A certificate, and what may stand beside it. */
    static Set<Path> of(CertificateFile file) {
        Set<Path> paths = new LinkedHashSet<>();
        add(file, paths);
        return paths;
    }

    private static void add(CertificateFile file, Collection<Path> paths) {
        Path path = file.file();
        paths.add(path);
        paths.add(file.key() == null ? Path.of(path + ".key") : file.key());
        paths.add(file.ocsp() == null ? Path.of(path + ".ocsp") : file.ocsp());
    }

    private static void add(@Nullable Path path, Collection<Path> paths) {
        if (path != null) {
            paths.add(path);
        }
    }
}
