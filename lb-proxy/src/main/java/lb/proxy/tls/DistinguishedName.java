package lb.proxy.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** The name of who has or has signed a certificate (RFC 5280 section 4.1.2.4) in OpenSSL's words, the greatest part first. Any thread. */
public final class DistinguishedName {
    /** What OpenSSL calls those that RFC 2253 has no name for; other than these are known by their numbers. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("0.9.2342.19200300.100.1.1", "UID"),
            Map.entry("1.2.840.113549.1.9.1", "emailAddress"),
            Map.entry("1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL"),
            Map.entry("1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST"),
            Map.entry("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"),
            Map.entry("2.5.4.4", "SN"),
            Map.entry("2.5.4.5", "serialNumber"),
            Map.entry("2.5.4.9", "street"),
            Map.entry("2.5.4.12", "title"),
            Map.entry("2.5.4.13", "description"),
            Map.entry("2.5.4.15", "businessCategory"),
            Map.entry("2.5.4.17", "postalCode"),
            Map.entry("2.5.4.41", "name"),
            Map.entry("2.5.4.42", "GN"),
            Map.entry("2.5.4.43", "initials"),
            Map.entry("2.5.4.46", "dnQualifier"),
            Map.entry("2.5.4.65", "pseudonym"),
            Map.entry("2.5.4.97", "organizationIdentifier"));

    private DistinguishedName() {}

    private record Entry(String type, String value) {}

    /** {@code /C=US/O=Example/CN=www.example.com}. A slash in a value is as in OpenSSL's, so that this is to be read, and not taken apart. */
    public static String line(X500Principal name) {
        StringBuilder line = new StringBuilder();
        for (Entry entry : entries(name)) {
            line.append('/').append(entry.type).append('=').append(entry.value);
        }
        return line.isEmpty() ? rfc2253(name) : line.toString();
    }

    private static String rfc2253(X500Principal name) {
        return name.getName(X500Principal.RFC2253, WORDS);
    }

    /**
     * The value of one entry.
     *
     * @param type such as {@code CN}, in upper or lower case
     * @param which from 1, or from the last on, from -1
     * @return null where there is none
     */
    public static @Nullable String value(X500Principal name, String type, int which) {
        List<String> values = entries(name).stream()
                .filter(entry -> entry.type.equalsIgnoreCase(type))
                .map(Entry::value)
                .toList();
        int at = which > 0 ? which - 1 : values.size() + which;
        return at >= 0 && at < values.size() ? values.get(at) : null;
    }

    private static List<Entry> entries(X500Principal name) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(rfc2253(name)).getRdns()) {
                if (part.size() == 1) {
                    entries.add(new Entry(part.getType(), text(part.getValue())));
                    continue;
                }
                NamingEnumeration<? extends Attribute> all = part.toAttributes().getAll();
                while (all.hasMore()) {
                    Attribute one = all.next();
                    for (int i = 0; i < one.size(); i++) {
                        entries.add(new Entry(one.getID(), text(one.get(i))));
                    }
                }
            }
        } catch (InvalidNameException e) {
            return List.of();
        } catch (NamingException e) {
            throw new IllegalStateException(e);
        }
        return entries;
    }

    /** What has no name of its own in RFC 2253 comes as it is encoded: a string of at most 127 bytes, mostly. */
    private static String text(Object value) {
        if (!(value instanceof byte[] der)) {
            return String.valueOf(value);
        }
        boolean isText = der.length >= 2 && der[1] == der.length - 2 && (der[0] == 12 || der[0] == 19 || der[0] == 22);
        return isText
                ? new String(der, 2, der.length - 2, UTF_8)
                : "#" + HexFormat.of().formatHex(der);
    }
}
