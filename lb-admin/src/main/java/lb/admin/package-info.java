/** The program: everything a person or a tool touches, and the only room that knows both engines. */
package lb.admin;
