/** The command line. */
package lb.admin.cli;
