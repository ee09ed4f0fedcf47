package lb.proxy.settings;

import org.jspecify.annotations.Nullable;

/**
 * Whose a UNIX socket's file is, and who may connect to it.
 *
 * @param mode permission bits, such as 0660; -1: as the process creates files
 * @param user its owner; null for the process's
 * @param group its group; null for the process's
 */
public record UnixPermissions(
        int mode, @Nullable String user, @Nullable String group) {}
