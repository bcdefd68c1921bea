/** The console: the pages of the admin port. It knows the gateway's API and nothing else of it. */
import { render } from 'preact';
import { Console } from './shell/console.js';
import './style/index.css';

const place = document.getElementById('console');
if (place) render(<Console />, place);
