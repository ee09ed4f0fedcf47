package lb.proxy.tls;

import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** Host names in certificates, and against them. */
final class HostNames {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private HostNames() {}

    /** As names are compared: lower case, without the dot at the end, in ASCII (RFC 5890); null for what can be no name. */
    static @Nullable String canonical(String name) {
        String ascii = name;
        try {
            for (int i = 0; i < name.length(); i++) {
                if (name.charAt(i) > '~') {
                    ascii = IDN.toASCII(name);
                    break;
                }
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        ascii = ascii.toLowerCase(Locale.ROOT);
        if (ascii.endsWith(".")) {
            ascii = ascii.substring(0, ascii.length() - 1);
        }
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            boolean good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
            if (!good && !(c == '*' && i == 0 && (ascii.length() == 1 || ascii.charAt(1) == '.'))) {
                return null;
            }
        }
        return ascii.isEmpty() ? null : ascii;
    }

    /** Those that clients get a certificate for: its alternative names and, as in HAProxy, its common name. */
    static List<String> of(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : alternatives(certificate, DNS)) {
            add(names, name);
        }
        String common = commonName(certificate);
        if (common != null) {
            add(names, common);
        }
        return new ArrayList<>(names);
    }

    private static void add(Set<String> names, String name) {
        String canonical = canonical(name);
        if (canonical != null) {
            names.add(canonical);
        }
    }

    /**
     * Whether a server's certificate is for a name or address (RFC 9525 section 6.3): by its alternative names, or where it has
     * no names of hosts among them, as old ones have not, by its common name (RFC 6125 section 6.4.4).
     */
    static boolean matches(X509Certificate certificate, String expected) {
        if (expected.indexOf(':') >= 0 || isIpv4(expected)) {
            return alternatives(certificate, ADDRESS).stream().anyMatch(address -> sameAddress(address, expected));
        }
        String name = canonical(expected);
        if (name == null) {
            return false;
        }
        List<String> names = alternatives(certificate, DNS);
        if (names.isEmpty()) {
            String common = commonName(certificate);
            names = common == null ? List.of() : List.of(common);
        }
        for (String candidate : names) {
            String pattern = canonical(candidate);
            if (pattern != null && (pattern.equals(name) || isCovered(name, pattern))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a wildcard stands for the first label of a name. */
    private static boolean isCovered(String name, String pattern) {
        int dot = name.indexOf('.');
        return pattern.startsWith("*.")
                && dot > 0
                && name.regionMatches(dot, pattern, 1, Math.max(name.length() - dot, pattern.length() - 1));
    }

    private static boolean isIpv4(String name) {
        return name.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')
                && name.chars().filter(c -> c == '.').count() == 3;
    }

    private static boolean sameAddress(String a, String b) {
        byte[] first = io.netty.util.NetUtil.createByteArrayFromIpAddressString(a);
        byte[] second = io.netty.util.NetUtil.createByteArrayFromIpAddressString(b);
        return first != null && java.util.Arrays.equals(first, second);
    }

    private static List<String> alternatives(X509Certificate certificate, int type) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.getFirst().equals(type) && name.get(1) instanceof String text) {
                        names.add(text);
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return names;
    }

    private static @Nullable String commonName(X509Certificate certificate) {
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns()
                    .reversed()) {
                if (rdn.getType().equalsIgnoreCase("CN") && rdn.getValue() instanceof String name) {
                    return name;
                }
            }
        } catch (InvalidNameException e) {
            return null;
        }
        return null;
    }
}
