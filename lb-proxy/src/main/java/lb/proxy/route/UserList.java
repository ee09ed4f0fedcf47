package lb.proxy.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lb.proxy.settings.Users;
import org.jspecify.annotations.Nullable;

/**
 * Users who may say who they are by {@code Authorization: Basic} (RFC 7617). Any thread; it allocates, and the first look at
 * a password that is kept as a hash takes milliseconds.
 */
final class UserList {
    private static final byte[] AUTHORIZATION = "authorization".getBytes(UTF_8);
    private static final byte[] BASIC = "basic ".getBytes(UTF_8);

    /** Longer than any name and password that somebody has. */
    private static final int LONGEST = 1024;

    private record User(SecretCheck secret, Set<String> groups) {}

    private final Map<String, User> users = new HashMap<>();

    /** One for each user: a name that is nobody's gets always the same one, so that those of all kinds are as many as of users. */
    private final List<SecretCheck> decoys = new ArrayList<>();

    private UserList(Users settings) {
        WrongPairs wrong = new WrongPairs();
        settings.users().forEach((name, user) -> {
            users.put(name, new User(SecretCheck.of(user.password(), wrong), user.groups()));
            decoys.add(SecretCheck.decoyOf(user.password(), wrong));
        });
    }

    /** Those of the settings. */
    static UserList of(Users settings) {
        return new UserList(settings);
    }

    /** Whether a request names one of the users, in one of these groups if there are some, with the password. */
    boolean identifies(Subject subject, List<String> groups) {
        byte[] pair = credentials(subject);
        if (pair == null) {
            return false;
        }
        int colon = indexOfColon(pair);
        if (colon < 0) {
            return false;
        }
        if (decoys.isEmpty()) {
            return false;
        }
        // How long the answer takes is to tell neither who is a user nor who is in a group.
        byte[] name = Arrays.copyOf(pair, colon);
        SecretCheck decoy = decoys.get(Math.floorMod(Arrays.hashCode(SecretCheck.digest(name)), decoys.size()));
        User user = users.get(new String(name, UTF_8));
        boolean right = (user == null ? decoy : user.secret()).accepts(pair, colon, subject.hashing());
        return right && user != null && (groups.isEmpty() || !Collections.disjoint(groups, user.groups()));
    }

    /** Name and password, decoded; null where the request has none. */
    private static byte @Nullable [] credentials(Subject subject) {
        ByteBuf in = subject.fieldBytes();
        for (int field = 0; !subject.isResponse() && field < subject.fields(); field++) {
            if (Ascii.isName(in, subject.nameStart(field), subject.nameEnd(field), AUTHORIZATION)) {
                int start = subject.valueStart(field);
                int end = subject.valueEnd(field);
                return end - start > BASIC.length && end - start <= LONGEST && Ascii.isAt(in, start, BASIC, true)
                        ? decoded(in, ListValue.skipBlanks(in, start + BASIC.length, end), end)
                        : null;
            }
        }
        return null;
    }

    private static byte @Nullable [] decoded(ByteBuf in, int start, int end) {
        byte[] encoded = new byte[end - start];
        in.getBytes(start, encoded);
        try {
            return Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException _) { // Whoever sends that is nobody.
            return null;
        }
    }

    private static int indexOfColon(byte[] pair) {
        for (int i = 0; i < pair.length; i++) {
            if (pair[i] == ':') {
                return i;
            }
        }
        return -1;
    }
}
