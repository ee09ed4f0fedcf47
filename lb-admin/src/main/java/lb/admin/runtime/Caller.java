package lb.admin.runtime;

import java.net.InetSocketAddress;
import lb.ha.settings.AddressText;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of a connection. */
sealed interface Caller {
    /**
     * A process of this machine, as the kernel tells it (SO_PEERCRED, unix(7)).
     *
     * @param uid its user
     * @param pid its process when it connected; 0 where that is in another namespace
     */
    record Local(int uid, int pid) implements Caller {
        /**
         * Why it may not use the socket; null when it may.
         *
         * @param named whether the socket is an abstract name, which has no permissions; those of a file were asked by the
         *     kernel
         * @param own the user of this process
         */
        @Nullable
        String refusal(boolean named, int own) {
            if (!named || uid == 0 || uid == own) {
                return null;
            }
            String whom = own == 0 ? "root (uid 0)" : "root (uid 0) and uid " + own;
            return Answers.DENIED + ": this socket is for " + whom + " only, you are uid " + uid
                    + "; runtime.socket can be a file with the mode, user and group that you want";
        }

        /** Whether whatever it has executed by this process it could execute itself. */
        boolean isAsMighty(int own) {
            return uid == 0 || uid == own;
        }

        @Override
        public String toString() {
            return "uid " + uid + " (pid " + pid + ")";
        }
    }

    /** Somebody in the network. */
    record Remote(InetSocketAddress address) implements Caller {
        @Override
        public String toString() {
            return AddressText.of(address.getAddress()) + " port " + address.getPort();
        }
    }

    /** The line of the log for what it changes. */
    default String says(String command) {
        return "runtime socket: " + this + " says: " + command;
    }
}
