/** The error for a message that lacks a value that the scheme signs, such as the fields of a form. */
export class Unsignable extends TypeError {
  constructor() {
    super('the message lacks a value that the scheme signs');
    this.name = 'Unsignable';
  }
}
