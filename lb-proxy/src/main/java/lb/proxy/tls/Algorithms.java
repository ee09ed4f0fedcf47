package lb.proxy.tls;

import io.netty.handler.ssl.OpenSsl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.settings.TlsVersion;

/**
 * What is spoken, checked against what a library has.
 *
 * @param versions the oldest first
 * @param suites in the names of Java, those of TLS 1.3, then those of TLS 1.2 and before, the best first
 * @param groups for the key exchange, in the names of the library, the best first
 */
record Algorithms(List<String> versions, List<String> suites, List<String> groups) {
    /** Groups of Mozilla's intermediate configuration. */
    private static final List<String> STANDARD_GROUPS = List.of("X25519MLKEM768", "X25519", "P-256", "P-384");

    private static final List<String> GROUP_NAMES =
            List.of("X25519MLKEM768", "X25519", "P-256", "P-384", "P-521", "X448");

    /** By the names that people have for them, in lower case: what OpenSSL, and what Java says; empty where it has none. */
    private static final Map<String, Group> GROUPS = known();

    private record Group(String openSsl, String java) {}

    /** Reads settings; what is wrong with them is told, and what cannot be had is left out with a warning. */
    static Algorithms of(
            TlsAlgorithms settings, TlsLibrary library, List<TlsProblem> problems, List<TlsProblem> warnings) {
        Reader reader = new Reader(settings, library, problems, warnings);
        return new Algorithms(reader.versions(), reader.suites(), reader.groups());
    }

    private static Map<String, Group> known() {
        Map<String, Group> groups = new java.util.LinkedHashMap<>();
        for (String[] names : new String[][] {
            {"X25519MLKEM768", "", "X25519MLKEM768"},
            {"X25519", "x25519", "X25519"},
            {"P-256", "secp256r1", "P-256", "prime256v1", "secp256r1"},
            {"P-384", "secp384r1", "P-384", "secp384r1"},
            {"P-521", "secp521r1", "P-521", "secp521r1"},
            {"", "x448", "X448"}
        }) {
            Group group = new Group(names[0], names[1]);
            for (String name : Arrays.asList(names).subList(2, names.length)) {
                groups.put(name.toLowerCase(Locale.ROOT), group);
            }
        }
        return groups;
    }

    private static final class Reader {
        private final TlsAlgorithms settings;
        private final TlsLibrary library;
        private final List<TlsProblem> problems;
        private final List<TlsProblem> warnings;

        Reader(TlsAlgorithms settings, TlsLibrary library, List<TlsProblem> problems, List<TlsProblem> warnings) {
            this.settings = settings;
            this.library = library;
            this.problems = problems;
            this.warnings = warnings;
        }

        List<String> versions() {
            if (settings.oldest().compareTo(settings.newest()) > 0) {
                problem("the oldest version, " + settings.oldest().text() + ", is newer than the newest, "
                        + settings.newest().text());
            }
            boolean old = settings.oldest().compareTo(TlsVersion.TLS_1_2) < 0;
            if (old && library == TlsLibrary.JDK) {
                String message = "Java's own TLS speaks nothing older than TLSv1.2 (jdk.tls.disabledAlgorithms)";
                if (settings.newest().compareTo(TlsVersion.TLS_1_2) < 0) {
                    problem(message);
                } else {
                    warning(message);
                }
            }
            return Arrays.stream(TlsVersion.values())
                    .filter(version ->
                            version.compareTo(settings.oldest()) >= 0 && version.compareTo(settings.newest()) <= 0)
                    .map(TlsVersion::text)
                    .toList();
        }

        List<String> suites() {
            Set<String> names = new LinkedHashSet<>();
            if (settings.newest() == TlsVersion.TLS_1_3) {
                names.addAll(suites13());
            } else if (!settings.cipherSuites().isEmpty()) {
                warning("cipher suites of TLS 1.3 are not used: the newest version is "
                        + settings.newest().text());
            }
            if (settings.oldest() != TlsVersion.TLS_1_3) {
                names.addAll(ciphers());
            }
            return List.copyOf(names);
        }

        private List<String> suites13() {
            List<String> asked = settings.cipherSuites();
            if (asked.isEmpty()) {
                return CipherNames.SUITES;
            }
            Set<String> known = new LinkedHashSet<>();
            for (String name : asked) {
                if (CipherNames.SUITES.contains(name)) {
                    known.add(name);
                } else {
                    problem("unknown cipher suite \"" + TlsText.printable(name) + "\""
                            + TlsText.didYouMean(name, CipherNames.SUITES) + " (expected some of "
                            + String.join(", ", CipherNames.SUITES) + ")");
                }
            }
            if (library == TlsLibrary.OPENSSL
                    && known.size() < CipherNames.SUITES.size()
                    && known.size() == asked.size()) {
                problem(
                        "BoringSSL always speaks all cipher suites of TLS 1.3, so some of them cannot be left out: name "
                                + String.join(", ", CipherNames.SUITES) + ", or none");
            } else if (library == TlsLibrary.OPENSSL && !List.copyOf(known).equals(CipherNames.SUITES)) {
                warning(
                        "BoringSSL has its own order of the cipher suites of TLS 1.3: ChaCha20 first for clients without AES in "
                                + "their processor, AES-128 first for others");
            }
            return List.copyOf(known);
        }

        private List<String> ciphers() {
            List<String> asked = settings.ciphers();
            if (asked.isEmpty()) {
                boolean old = settings.oldest().compareTo(TlsVersion.TLS_1_2) < 0;
                List<String> standard = new ArrayList<>(CipherNames.STANDARD);
                if (old) {
                    standard.addAll(CipherNames.OLD);
                }
                return standard.stream()
                        .map(name -> CipherNames.TO_JAVA.getOrDefault(name, name))
                        .toList();
            }
            Set<String> has = library == TlsLibrary.OPENSSL ? OpenSsl.availableJavaCipherSuites() : javaSuites();
            List<String> usable = new ArrayList<>();
            boolean allKnown = true;
            for (String name : asked) {
                String java = CipherNames.TO_JAVA.get(name);
                if (java == null) {
                    allKnown = false;
                    problem("unknown cipher \"" + TlsText.printable(name) + "\""
                            + TlsText.didYouMean(name, CipherNames.TO_JAVA.keySet())
                            + " (expected a name of OpenSSL's, such as ECDHE-RSA-AES128-GCM-SHA256)");
                } else if (has.contains(java)) {
                    usable.add(java);
                } else {
                    warning("the cipher " + name + " is left out: " + library() + " does not have it");
                }
            }
            if (usable.isEmpty() && allKnown) {
                problem("none of the ciphers can be used: " + library() + " has none of them");
            }
            return usable;
        }

        List<String> groups() {
            boolean standard = settings.curves().isEmpty();
            List<String> usable = new ArrayList<>();
            boolean allKnown = true;
            for (String name : standard ? STANDARD_GROUPS : settings.curves()) {
                Group group = GROUPS.get(name.toLowerCase(Locale.ROOT));
                if (group == null) {
                    allKnown = false;
                    problem("unknown curve \"" + TlsText.printable(name) + "\"" + TlsText.didYouMean(name, GROUP_NAMES)
                            + " (expected such as X25519, P-256 and P-384)");
                } else if (has(group)) {
                    usable.add(library == TlsLibrary.OPENSSL ? group.openSsl() : group.java());
                } else if (!standard) {
                    warning("the curve " + name + " is left out: " + library() + " does not have it");
                }
            }
            if (usable.isEmpty() && allKnown) {
                problem("none of the curves can be used: " + library() + " has none of them");
            }
            return List.copyOf(new LinkedHashSet<>(usable));
        }

        private boolean has(Group group) {
            return !(library == TlsLibrary.OPENSSL ? group.openSsl() : group.java()).isEmpty();
        }

        private String library() {
            return library == TlsLibrary.OPENSSL ? "BoringSSL" : "Java";
        }

        private static Set<String> javaSuites() {
            try {
                return Set.of(
                        SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private void problem(String message) {
            problems.add(new TlsProblem(null, 0, message));
        }

        private void warning(String message) {
            warnings.add(new TlsProblem(null, 0, message));
        }
    }
}
